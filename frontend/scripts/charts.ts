/**
 * Charts: `<figure data-chart="ID">` draws the ECharts option in `<script type=application/json id=ID>`.
 *
 * The option comes from Python whole. Three things are added here, because JSON can't say them:
 * colours by token ("--behind" becomes what the theme says), figures with their unit and decimals
 * (`"format": {"unit": "亿元", "decimals": 1}`), and links (a datum with `url` is followed on click).
 */
import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { type EChartsType, init, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'

use([
  BarChart,
  LineChart,
  PieChart,
  ScatterChart,
  AriaComponent,
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  LabelLayout,
  SVGRenderer,
])

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Option = { [key: string]: Json }

const drawn = new Map<HTMLElement, EChartsType>()

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** The option with every string "--name" replaced by the colour of that name. */
function coloured(value: Json): Json {
  if (typeof value === 'string') return value.startsWith('--') ? token(value) : value
  if (Array.isArray(value)) return value.map(coloured)
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]))
  }
  return value
}

function theme(size: number): object {
  const ink = token('--ink')
  const soft = token('--ink-2')
  const hairline = token('--hairline')
  const axis = {
    axisLine: { lineStyle: { color: token('--hairline-strong') } },
    axisTick: { show: false },
    axisLabel: { color: soft, fontSize: size },
    splitLine: { lineStyle: { color: hairline } },
    nameTextStyle: { color: soft, fontSize: size },
  }
  return {
    color: [1, 2, 3, 4, 5, 6].map(n => token(`--chart-${n}`)),
    backgroundColor: 'transparent',
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink, fontSize: size },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    legend: { textStyle: { color: soft, fontSize: size }, itemWidth: 14, itemHeight: 8, icon: 'roundRect' },
    tooltip: {
      backgroundColor: token('--surface'),
      borderColor: token('--hairline-strong'),
      textStyle: { color: ink, fontSize: size },
      // Drawn inside the picture: the HTML kind writes style attributes, which the policy forbids.
      renderMode: 'richText',
      confine: true,
    },
    label: { color: ink },
    bar: { label: { color: ink, fontSize: size } },
    line: { symbolSize: 6, lineStyle: { width: 2.5 }, label: { color: ink, fontSize: size } },
    pie: { label: { color: ink, fontSize: size } },
    scatter: { label: { color: ink, fontSize: size } },
  }
}

function meetingScale(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
}

function formatter(format: Json | undefined): ((value: unknown) => string) | undefined {
  if (!format || typeof format !== 'object' || Array.isArray(format)) return undefined
  const { unit = '', decimals = 1 } = format as { unit?: string; decimals?: number }
  const digits = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  return value => (typeof value === 'number' ? digits.format(value).replace('-', '−') + unit : '—')
}

/** Narrower than this, in CSS pixels, a map's symbols would cover one another. */
const SMALL = 480

function shrink(option: Option): void {
  for (const series of [option.series].flat()) {
    if (!series || typeof series !== 'object' || Array.isArray(series) || !Array.isArray(series.data)) continue
    for (const datum of series.data) {
      if (datum && typeof datum === 'object' && !Array.isArray(datum) && typeof datum.symbolSize === 'number') datum.symbolSize *= 0.6
    }
  }
}

function draw(figure: HTMLElement, paper?: { width: number; height: number }): void {
  const id = figure.dataset.chart ?? ''
  const place = figure.querySelector<HTMLElement>('.chart-canvas')
  const source = document.getElementById(id)
  if (!place || !source) return
  drawn.get(figure)?.dispose()
  const { format, ...option } = JSON.parse(source.textContent ?? '{}') as Option
  if (place.clientWidth < SMALL) shrink(option)
  const chart = init(place, theme(paper ? 11 : 13 * meetingScale()), { renderer: 'svg', locale: 'ZH', ...paper })
  const valueFormatter = formatter(format)
  const tooltip = { trigger: 'item', ...(option.tooltip as Option | undefined), ...(valueFormatter && { valueFormatter }) }
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  chart.setOption({ animation: !still && !paper, animationDuration: 400, ...(coloured(option) as Option), tooltip })
  chart.on('click', event => {
    const url = (event.data as { url?: string } | null)?.url
    if (url) location.assign(url)
  })
  drawn.set(figure, chart)
}

const sizes = new ResizeObserver(entries => {
  for (const entry of entries) {
    const figure = entry.target.closest<HTMLElement>('[data-chart]')
    if (figure) drawn.get(figure)?.resize()
  }
})

function each(act: (figure: HTMLElement, chart: EChartsType) => void): void {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) act(figure, chart)
    else {
      chart.dispose()
      drawn.delete(figure)
    }
  }
}

document.addEventListener('themechange', () => each(figure => draw(figure)))
document.addEventListener('htmx:afterSwap', () => each(() => undefined))
/** The text area of an A4 page between our margins, and a chart's height on it, in CSS pixels. */
const PAPER = { width: 703, height: 174 }

// Paper is narrower than the window, and white, but the window's layout is still there when the
// event comes: each chart is drawn anew at its share of the paper's width.
window.addEventListener('beforeprint', () => {
  const root = document.documentElement
  root.dataset.bsThemeBefore = root.dataset.bsTheme
  root.dataset.bsTheme = 'light'
  const page = document.getElementById('main')?.clientWidth ?? root.clientWidth
  each(figure => {
    const style = getComputedStyle(figure)
    const share = parseFloat(style.getPropertyValue('--paper-share'))
    const tall = parseFloat(style.getPropertyValue('--paper-height'))
    const width = (share || Math.min(1, figure.clientWidth / page)) * PAPER.width
    const place = figure.querySelector('.chart-canvas')
    // A map keeps its shape, or its distances would be false.
    const height = place?.classList.contains('chart-map') ? (width * place.clientHeight) / place.clientWidth : tall || PAPER.height
    draw(figure, { width, height })
    const svg = figure.querySelector('.chart-canvas svg')
    svg?.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`)
  })
})
window.addEventListener('afterprint', () => {
  document.documentElement.dataset.bsTheme = document.documentElement.dataset.bsThemeBefore
  each(figure => draw(figure))
})

document.addEventListener('click', event => {
  const button = (event.target as Element).closest<HTMLElement>('[data-chart-table]')
  const table = document.getElementById(button?.getAttribute('aria-controls') ?? '')
  if (!button || !table) return
  table.hidden = !table.hidden
  button.setAttribute('aria-expanded', String(!table.hidden))
  button.textContent = table.hidden ? '看数据表' : '收起数据表'
})

export function mount(root: ParentNode): void {
  for (const figure of root.querySelectorAll<HTMLElement>('[data-chart]')) {
    if (drawn.has(figure)) continue
    draw(figure)
    const place = figure.querySelector('.chart-canvas')
    if (place) sizes.observe(place)
  }
}

/** Short words after a deed. What went well leaves by itself; what didn't waits to be read. */
import { element, icon } from './page'

export type Level = 'success' | 'info' | 'warning' | 'error'

const ICONS: Record<Level, string> = {
  success: 'circle-check',
  info: 'info-circle',
  warning: 'alert-triangle',
  error: 'alert-circle',
}
const STAY_MS = 6000
const STAY_WITH_UNDO_MS = 12000

function region(): HTMLElement | null {
  return document.getElementById('toasts')
}

export function toast(text: string, level: Level = 'info'): void {
  const close = element('button', { type: 'button', class: 'link-button', 'aria-label': '关闭提示', 'data-dismiss': '' }, icon('x'))
  const made = element('div', { class: `toast toast-${level}`, 'data-level': level }, icon(ICONS[level]), element('p', {}, text), close)
  region()?.append(made)
}

/** Watches the region: toasts come from the server, from htmx (out of band) and from scripts. */
export function setUpToasts(): void {
  const place = region()
  if (!place) return
  const settle = (made: Element) => {
    if (!(made instanceof HTMLElement) || !made.classList.contains('toast')) return
    if (made.dataset.level === 'error' || made.dataset.level === 'warning') return
    const stay = made.querySelector('form') ? STAY_WITH_UNDO_MS : STAY_MS
    const timer = setTimeout(() => made.remove(), stay)
    // Whoever reads or reaches for the undo is not hurried.
    made.addEventListener('pointerenter', () => clearTimeout(timer))
    made.addEventListener('focusin', () => clearTimeout(timer))
  }
  for (const made of place.children) settle(made)
  new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) settle(node)
  }).observe(place, { childList: true })
  place.addEventListener('click', event => {
    ;(event.target as Element).closest('[data-dismiss]')?.closest('.toast')?.remove()
  })
}

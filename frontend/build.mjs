/**
 * Builds what the browser gets: scripts (esbuild), styles (Sass, lowered by Lightning CSS), the
 * sprite of the icons in use, and the licences of everything bundled.
 *
 * One folder in, one folder out: frontend/ -> src/niubizi/web/static/dist/. `--watch` rebuilds.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { transform } from 'lightningcss'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const modules = join(root, 'node_modules')
const home = join(root, 'src/niubizi/web/static/dist')
/** Everything is built aside and put in place whole: a page never meets half a build. */
const out = `${home}.building-${process.pid}`

/** The oldest browsers that offices are promised: docs/adr/0007-front-end.md. */
const JS_TARGETS = ['chrome111', 'firefox115', 'safari16.4']
const CSS_TARGETS = { chrome: 111 << 16, firefox: 115 << 16, safari: (16 << 16) | (4 << 8) }

/** An inline handler of jspreadsheet that the policy would block; the style sheet does the same. */
const withoutInlineHandler = {
  name: 'without-inline-handler',
  setup(build) {
    build.onLoad({ filter: /jspreadsheet-ce[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(/[\w.]+\.setAttribute\("onselectstart","return false"\),/)
      if (parts.length !== 2) throw new Error('jspreadsheet sets its handler in another way: look again')
      return { contents: parts.join('') }
    })
  },
}

/** `app` loads the others when a page holds a chart, a grid or a chooser; `theme` runs before the first paint. */
async function scripts() {
  const common = {
    outdir: out,
    bundle: true,
    minify: true,
    target: JS_TARGETS,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  }
  const app = await build({
    ...common,
    entryPoints: { app: join(here, 'scripts/app.ts') },
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    plugins: [withoutInlineHandler],
    alias: { '@jspreadsheet/formula': join(here, 'scripts/grid/no-formula.ts') },
  })
  await build({ ...common, entryPoints: { theme: join(here, 'scripts/theme-early.ts') }, format: 'iife' })
  return Object.keys(app.metafile.inputs)
}

function styles() {
  const { css } = compile(join(here, 'styles/app.scss'), { loadPaths: [modules], quietDeps: true })
  const { code } = transform({ filename: 'app.css', code: Buffer.from(css), minify: true, targets: CSS_TARGETS })
  writeFileSync(join(out, 'app.css'), code)
}

/** frontend/icons.txt names the icons; `filled/NAME` takes the filled drawing. */
function sprite() {
  const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(line => line && !line.startsWith('#'))
  const symbols = names.map(name => {
    const [style, file] = name.startsWith('filled/') ? ['filled', name.slice(7)] : ['outline', name]
    const svg = readFileSync(join(modules, '@tabler/icons/icons', style, `${file}.svg`), 'utf8')
    const paths = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '')
    const paint =
      style === 'filled'
        ? 'fill="currentColor"'
        : 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return `<symbol id="${name.replace('/', '-')}" viewBox="0 0 24 24" ${paint}>${paths}</symbol>`
  })
  writeFileSync(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`)
}

/** Licences of the packages whose code or drawings are in the output, in full, beside it. */
function licences(inputs) {
  const bundled = new Set(['@tabler/core', '@tabler/icons'])
  for (const input of inputs) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)
    if (match) bundled.add(match[1])
  }
  const texts = [...bundled].sort().map(name => {
    const folder = join(modules, name)
    const { version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
    const notice = existsSync(join(folder, 'NOTICE')) ? readFileSync(join(folder, 'NOTICE'), 'utf8') : ''
    const text = file ? readFileSync(join(folder, file), 'utf8') : ''
    return `${name} ${version} (${license ?? licenses?.[0].type ?? 'terms below'})\n\n${text}\n${notice}`.trim()
  })
  writeFileSync(join(out, 'licenses.txt'), texts.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n')
}

/** Served as they are where the browser takes gzip: no work at each request. */
function compressed() {
  for (const name of readdirSync(out)) {
    writeFileSync(join(out, `${name}.gz`), gzipSync(readFileSync(join(out, name)), { level: 9 }))
  }
}

async function all() {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  try {
    styles()
    sprite()
    copyFileSync(join(here, 'images/mark.svg'), join(out, 'mark.svg'))
    licences(await scripts())
    compressed()
    rmSync(home, { recursive: true, force: true })
    renameSync(out, home)
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

await all()
if (process.argv.includes('--watch')) {
  let timer
  watch(here, { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(() => all().catch(error => console.error(error.message)), 150)
  })
}

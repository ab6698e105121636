/**
 * Where a figure comes from, beside the page it stands on: `<a class="figure" href="/figures/…">`
 * opens in a panel. Without a script, or with Ctrl, the link is a page of its own.
 */
import htmx from 'htmx.org'
import { element, icon } from './page'

let panel: HTMLDialogElement | undefined

function open(url: string): void {
  const dialog = panel?.isConnected ? panel : made()
  panel = dialog
  const place = dialog.querySelector<HTMLElement>('.side-panel-body')
  if (!place) return
  void htmx.ajax('get', url, { target: place, swap: 'innerHTML' }).then(() => {
    // A refusal leaves the panel empty; its toast says why.
    if (place.childElementCount === 0) return
    if (!dialog.open) dialog.showModal()
    place.scrollTop = 0
  })
}

function made(): HTMLDialogElement {
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': '关闭', title: '关闭' }, icon('x'))
  const dialog = element(
    'dialog',
    { class: 'side-panel', 'aria-label': '这个数从哪里来' },
    element('div', { class: 'side-panel-bar' }, close),
    element('div', { class: 'side-panel-body', tabindex: '-1' }),
  )
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close()
  })
  document.body.append(dialog)
  return dialog
}

export function setUpFigures(): void {
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
    const link = (event.target as Element).closest<HTMLAnchorElement>('a.figure')
    if (!link?.pathname.startsWith('/figures/')) return
    event.preventDefault()
    open(link.href)
  })
}

/**
 * Asking before a deed (`data-confirm` on a form or a submit button), search by Ctrl-K, photos.
 *
 * `data-confirm` is the question, `data-confirm-detail` what it means, `data-confirm-do` the verb;
 * `{n}` in the question is the number of checked boxes named by `data-confirm-count`.
 */
import { checkedCount } from './forms'
import { element, icon } from './page'

function ask(question: string, detail: string, verb: string): Promise<boolean> {
  const cancel = element('button', { class: 'btn', value: '' }, '取消')
  const go = element('button', { class: 'btn btn-primary', value: 'yes' }, verb)
  const dialog = element(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'ask-title' },
    element(
      'form',
      { method: 'dialog' },
      element('div', { class: 'dialog-body' }, element('h2', { id: 'ask-title' }, question), element('p', {}, detail)),
      element('div', { class: 'dialog-actions' }, cancel, go),
    ),
  )
  document.body.append(dialog)
  dialog.showModal()
  go.focus()
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes')
      dialog.remove()
    })
  })
}

function setUpConfirm(): void {
  const agreed = new WeakSet<HTMLFormElement>()
  // Before htmx and the browser see the submit: in the capturing phase.
  document.addEventListener(
    'submit',
    event => {
      const form = event.target as HTMLFormElement
      const submitter = event.submitter
      const source = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null
      if (!source || agreed.delete(form)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      const { confirmDetail = '', confirmDo = '确定' } = source.dataset
      const question = (source.dataset.confirm ?? '').replace('{n}', String(checkedCount(form, source.dataset.confirmCount)))
      void ask(question, confirmDetail, confirmDo).then(yes => {
        if (!yes) return
        agreed.add(form)
        form.requestSubmit(submitter instanceof HTMLButtonElement ? submitter : null)
      })
    },
    { capture: true },
  )
}

function setUpSearch(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.search-dialog')
  if (!dialog) return
  const open = () => {
    dialog.showModal()
    dialog.querySelector('input')?.select()
  }
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      if (!dialog.open) open()
    }
  })
  document.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-search-open]')) open()
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops = [...dialog.querySelectorAll<HTMLElement>('input, .search-results a')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    event.preventDefault()
    stops[(at + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus()
  })
}

/** Photos of one strip (`.photos`) in a lightbox; without a script the links open the pictures. */
function setUpPhotos(): void {
  document.addEventListener('click', event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('.photos a[data-photo]')
    if (!link || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const links = [...(link.closest('.photos')?.querySelectorAll<HTMLAnchorElement>('a[data-photo]') ?? [])]
    let at = links.indexOf(link)
    const image = element('img', { alt: '' })
    const words = element('p')
    const button = (name: string, label: string, step: () => void) => {
      const made = element('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label }, icon(name))
      made.addEventListener('click', step)
      return made
    }
    const show = (step: number) => {
      at = (at + step + links.length) % links.length
      const shown = links[at]
      if (!shown) return
      image.src = shown.href
      image.alt = shown.dataset.photo ?? ''
      words.textContent = `${at + 1}/${links.length}　${shown.dataset.photo ?? ''}`
    }
    const dialog = element('dialog', { class: 'lightbox', 'aria-label': '照片' }, image)
    dialog.append(
      element(
        'div',
        { class: 'lightbox-bar' },
        words,
        button('chevron-left', '上一张', () => show(-1)),
        button('chevron-right', '下一张', () => show(1)),
        button('x', '关闭', () => dialog.close()),
      ),
    )
    dialog.addEventListener('keydown', key => {
      if (key.key === 'ArrowLeft') show(-1)
      if (key.key === 'ArrowRight') show(1)
    })
    dialog.addEventListener('close', () => dialog.remove())
    document.body.append(dialog)
    show(0)
    dialog.showModal()
  })
}

export function setUpDialogs(): void {
  setUpConfirm()
  setUpSearch()
  setUpPhotos()
}

/** Helps of forms: unsaved input, dropped files with preview, copying text, checking all, auto-submit. */
import { element, onContent } from './page'
import { toast } from './toasts'

/** A form with `data-unsaved` asks before its changed input is lost. */
function setUpUnsaved(): void {
  const changed = new Set<HTMLFormElement>()
  const formOf = (event: Event) => (event.target as Element).closest<HTMLFormElement>('form[data-unsaved]')
  document.addEventListener('input', event => {
    const form = formOf(event)
    if (form) changed.add(form)
  })
  document.addEventListener('submit', event => {
    const form = formOf(event)
    if (form) changed.delete(form)
  })
  window.addEventListener('beforeunload', event => {
    for (const form of changed) if (!form.isConnected) changed.delete(form)
    if (changed.size > 0) event.preventDefault()
  })
}

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** The input lies over the zone, so dropping needs no script: this shows what was chosen. */
function setUpDropzones(): void {
  onContent(root => {
    for (const zone of root.querySelectorAll<HTMLElement>('.dropzone')) {
      const input = zone.querySelector<HTMLInputElement>('input[type=file]')
      if (!input || zone.dataset.ready) continue
      zone.dataset.ready = 'yes'
      const list = element('ul', { 'aria-live': 'polite' })
      const photos = element('div', { class: 'photos' })
      zone.append(list)
      zone.after(photos)
      for (const name of ['dragenter', 'dragover']) zone.addEventListener(name, () => zone.classList.add('is-over'))
      for (const name of ['dragleave', 'drop']) zone.addEventListener(name, () => zone.classList.remove('is-over'))
      input.addEventListener('change', () => {
        const files = [...(input.files ?? [])]
        list.replaceChildren(...files.map(file => element('li', {}, `${file.name}（${size(file.size)}）`)))
        photos.replaceChildren(
          ...files
            .filter(file => file.type.startsWith('image/'))
            .map(file => {
              const image = element('img', { src: URL.createObjectURL(file), alt: file.name })
              image.addEventListener('load', () => URL.revokeObjectURL(image.src))
              return element('div', { class: 'photo' }, image)
            }),
        )
      })
    }
  })
}

/** `data-copy` holds the text, or `data-copy-from` the id of the element whose text is copied. */
function setUpCopy(): void {
  document.addEventListener('click', event => {
    const button = (event.target as Element).closest<HTMLElement>('[data-copy], [data-copy-from]')
    if (!button) return
    const source = document.getElementById(button.dataset.copyFrom ?? '')
    const text = button.dataset.copy ?? (source instanceof HTMLTextAreaElement ? source.value : source?.innerText) ?? ''
    void writeClipboard(text).then(done =>
      done ? toast('已复制，可以粘贴到聊天窗口。', 'success') : toast('浏览器不让复制，请选中文字后按 Ctrl+C。', 'warning'),
    )
  })
}

/** The clipboard API wants HTTPS, which an intranet may lack: then the old command still works. */
async function writeClipboard(text: string): Promise<boolean> {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      return false
    }
  }
  const area = element('textarea', { class: 'visually-hidden', readonly: '' })
  area.value = text
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  return done
}

/** The boxes of a form by their name, wherever on the page they stand (`form="…"`). */
function boxesOf(form: HTMLFormElement, name: string): HTMLInputElement[] {
  return [...form.elements].filter(
    (each): each is HTMLInputElement => each instanceof HTMLInputElement && each.type === 'checkbox' && each.name === name,
  )
}

export function checkedCount(form: HTMLFormElement, name = ''): number {
  return boxesOf(form, name).filter(box => box.checked).length
}

/** `data-check-all="name"` checks every box of that name in its form; `data-checked-count` says how many. */
function setUpChecks(): void {
  document.addEventListener('change', event => {
    const input = event.target as HTMLInputElement
    const form = input.form
    if (!form) return
    if (input.dataset.checkAll) for (const box of boxesOf(form, input.dataset.checkAll)) box.checked = input.checked
    const name = input.dataset.checkAll ?? input.name
    const checked = checkedCount(form, name)
    for (const place of form.querySelectorAll<HTMLElement>(`[data-checked-count="${name}"]`)) place.textContent = String(checked)
    const bars = `[data-when-checked="${name}"]`
    for (const bar of [form, ...form.querySelectorAll<HTMLElement>(bars)]) if (bar.matches(bars)) bar.hidden = checked === 0
    for (const box of boxesOf(form, name)) box.closest('tr')?.setAttribute('aria-selected', String(box.checked))
    if (input.dataset.autoSubmit !== undefined) form.requestSubmit()
  })
}

/** Selects with `data-auto-submit` send their form on change: filters that live in the URL. */
function setUpAutoSubmit(): void {
  document.addEventListener('change', event => {
    const field = event.target as HTMLSelectElement
    if (field.tagName === 'SELECT' && field.dataset.autoSubmit !== undefined) field.form?.requestSubmit()
  })
}

/** What says that a form was refused takes the focus, so that nobody has to look for it. */
function setUpFocus(): void {
  onContent(root => root.querySelector<HTMLElement>('[data-focus]')?.focus())
}

export function setUpForms(): void {
  setUpFocus()
  setUpUnsaved()
  setUpDropzones()
  setUpCopy()
  setUpChecks()
  setUpAutoSubmit()
}

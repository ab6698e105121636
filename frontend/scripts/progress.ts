/**
 * What takes longer than a moment shows: a line at the top of the window, and the button that was
 * pressed. A form that is on its way isn't sent a second time.
 */
import { element } from './page'

/** Shorter than this, in milliseconds, a line would only flicker. */
const MOMENT = 400
/** A form whose answer never came may be sent again. */
const GIVEN_UP = 30_000

const line = element('div', { class: 'progress-line', role: 'progressbar', 'aria-label': '正在办理' })
let pending = 0
let timer = 0

function begin(): void {
  pending += 1
  if (pending > 1) return
  timer = window.setTimeout(() => document.body.append(line), MOMENT)
}

function end(): void {
  pending = Math.max(0, pending - 1)
  if (pending > 0) return
  clearTimeout(timer)
  line.remove()
}

function setUpForms(): void {
  const sent = new Map<HTMLFormElement, HTMLElement | null>()
  const release = (form: HTMLFormElement) => {
    if (!sent.has(form)) return
    sent.get(form)?.removeAttribute('aria-busy')
    sent.delete(form)
    end()
  }
  document.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    const button = event.submitter
    // htmx sends its own; what is fetched as a file leaves the page where it is.
    if (event.defaultPrevented || form.method !== 'post' || button?.dataset.download !== undefined) return
    if (sent.has(form)) {
      event.preventDefault()
      return
    }
    sent.set(form, button)
    button?.setAttribute('aria-busy', 'true')
    begin()
    window.setTimeout(() => release(form), GIVEN_UP)
  })
  // Back from where it led, the page is as it was.
  window.addEventListener('pageshow', () => [...sent.keys()].forEach(release))
}

export function setUpProgress(): void {
  setUpForms()
  document.addEventListener('htmx:beforeRequest', begin)
  document.addEventListener('htmx:afterRequest', end)
}

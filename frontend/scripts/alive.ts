/** Typing is work too: whoever fills a long form isn't idle, though nothing is asked of the server. */

import { csrfToken } from './page'

// Less than the shortest limit that can be set.
const EVERY = 2 * 60 * 1000

export function setUpAlive(): void {
  const url = document.querySelector<HTMLMetaElement>('meta[name="alive"]')?.content
  if (!url) return
  let told = Date.now()
  document.addEventListener('input', () => {
    if (Date.now() - told < EVERY) return
    told = Date.now()
    // Offline, or signed out meanwhile: the form itself will say so when it is sent.
    fetch(url, { method: 'POST', headers: { 'X-CSRFToken': csrfToken() } }).catch(() => undefined)
  })
}

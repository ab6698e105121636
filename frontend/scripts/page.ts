/** What every module needs of the page: its security token, and a call for content old and new. */

/** The CSRF token that the layout emits; POST, PATCH and DELETE carry it. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
}

/** A copy of an icon of the sprite; the layout tells where the sprite lies. */
export function icon(name: string): SVGSVGElement {
  const sprite = document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content ?? ''
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.classList.add('icon')
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `${sprite}#${name}`)
  svg.append(use)
  return svg
}

/** An element with attributes, properties that begin with `on`, and children; text is never HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Calls `mount` for the page as it stands, and for each fragment that htmx brings in later. */
export function onContent(mount: (root: ParentNode) => void): void {
  mount(document)
  document.addEventListener('htmx:load', event => {
    const root = (event as CustomEvent<{ elt: HTMLElement }>).detail.elt
    // htmx announces the body itself once; that is the page as it stood.
    if (root !== document.body) mount(root.parentElement ?? root)
  })
}

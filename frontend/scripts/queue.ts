/**
 * The review queue by keyboard: J and K move, Enter opens, A approves, R opens to send back, X checks.
 *
 * Rows are `[data-queue-item]` inside `[data-queue]`; htmx replaces them as they are decided, so each
 * is looked up when a key is pressed.
 */

const ITEM = '[data-queue-item]'

class Queue {
  /** Where the person stands, kept when the row itself is replaced. */
  private at = -1
  /** The row whose comment is wanted as soon as it is open. */
  private wanted = ''

  constructor(private readonly root: HTMLElement) {
    root.addEventListener('focusin', event => {
      const item = (event.target as Element).closest<HTMLElement>(ITEM)
      if (item) this.at = this.items().indexOf(item)
    })
    document.addEventListener('keydown', event => this.key(event))
    document.addEventListener('htmx:afterSettle', event => this.replaced(event as CustomEvent<{ elt: HTMLElement }>))
  }

  private items(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(ITEM)]
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    if (!this.root.isConnected || event.ctrlKey || event.metaKey || event.altKey) return
    if (target.closest('input:not([type=checkbox]), textarea, select, dialog')) return
    const name = event.key.toLowerCase()
    if (name === 'j' || name === 'k') this.move(name === 'j' ? 1 : -1)
    else if (name === 'enter' && !target.closest('a, button, summary')) this.press('[data-queue-open]')
    else if (name === 'a') this.press('[data-queue-approve]')
    else if (name === 'r') this.sendBack()
    else if (name === 'x') this.press('input[name=project]')
    else return
    event.preventDefault()
  }

  private move(step: number): void {
    const items = this.items()
    const next = items[Math.min(Math.max(this.at + step, 0), items.length - 1)]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }

  private press(selector: string): void {
    this.items()[this.at]?.querySelector<HTMLElement>(selector)?.click()
  }

  /** Opens the row if need be; its comment is focused once it is there. */
  private sendBack(): void {
    const item = this.items()[this.at]
    const comment = item?.querySelector<HTMLTextAreaElement>('[data-queue-comment]')
    if (comment) comment.focus()
    else if (item) {
      this.wanted = item.id
      this.press('[data-queue-open]')
    }
  }

  private replaced(event: CustomEvent<{ elt: HTMLElement }>): void {
    const item = event.detail.elt.closest<HTMLElement>('.queue-item')
    if (!item || !this.root.contains(item)) return
    if (item.id === this.wanted) item.querySelector<HTMLTextAreaElement>('[data-queue-comment]')?.focus()
    else if (item.matches(ITEM)) item.focus({ preventScroll: true })
    this.wanted = ''
    // Another row may have left: what is said to be chosen is counted again.
    this.root.querySelector('input[name=project]')?.dispatchEvent(new Event('change', { bubbles: true }))
  }
}

export function mount(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-queue]:not([data-ready])')) {
    place.dataset.ready = 'yes'
    new Queue(place)
  }
}

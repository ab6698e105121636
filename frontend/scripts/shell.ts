/** The frame: menus that close as menus do, the rail on phones, meeting-room mode, printing. */

function setUpMenus(): void {
  const openMenus = () => document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')
  document.addEventListener('click', event => {
    for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false
  })
  document.addEventListener('keydown', event => {
    const menu = (event.target as Element).closest?.<HTMLDetailsElement>('details.menu[open]')
    if (!menu) return
    if (event.key === 'Escape') {
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const items = [...menu.querySelectorAll<HTMLElement>('.menu-item')]
    if (items.length === 0) return
    event.preventDefault()
    const step = event.key === 'ArrowDown' ? 1 : -1
    const at = items.indexOf(document.activeElement as HTMLElement)
    items[(at + step + items.length) % items.length]?.focus()
  })
}

function setUpRail(): void {
  const root = document.documentElement
  const toggle = document.querySelector<HTMLButtonElement>('[data-rail-toggle]')
  if (!toggle) return
  const show = (open: boolean) => {
    if (open) root.dataset.rail = 'open'
    else delete root.dataset.rail
    toggle.setAttribute('aria-expanded', String(open))
    if (open) document.querySelector<HTMLElement>('.rail a')?.focus()
    else toggle.focus()
  }
  toggle.addEventListener('click', () => show(root.dataset.rail !== 'open'))
  document.querySelector('[data-rail-close]')?.addEventListener('click', () => show(false))
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && root.dataset.rail === 'open') show(false)
  })
}

/** A button may go full screen at once; a bookmarked `?view=screen` comes up without the frame. */
function setUpMeeting(): void {
  const root = document.documentElement
  const resized = () => window.dispatchEvent(new Event('resize'))
  document.addEventListener('click', event => {
    if (!(event.target as Element).closest('[data-meeting]')) return
    root.classList.add('meeting')
    void root.requestFullscreen?.().catch(() => undefined)
    resized()
  })
  const leave = () => {
    root.classList.remove('meeting')
    if (document.fullscreenElement) void document.exitFullscreen()
    resized()
  }
  document.addEventListener('fullscreenchange', () => {
    if (!document.fullscreenElement) leave()
  })
  document.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-meeting-leave]')) leave()
  })
}

export function setUpShell(): void {
  setUpMenus()
  setUpRail()
  setUpMeeting()
  document.addEventListener('click', event => {
    if ((event.target as Element).closest('[data-print]')) window.print()
  })
}

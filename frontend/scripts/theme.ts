/** Light, dark, or as the system says; charts hear of a change by the event `themechange`. */

type Choice = 'light' | 'dark' | 'auto'

const system = matchMedia('(prefers-color-scheme: dark)')

function choice(): Choice {
  const stored = localStorage.getItem('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'auto'
}

function apply(): void {
  const now = choice()
  const dark = now === 'dark' || (now === 'auto' && system.matches)
  document.documentElement.dataset.bsTheme = dark ? 'dark' : 'light'
  for (const button of document.querySelectorAll<HTMLElement>('[data-theme-choice]')) {
    button.setAttribute('aria-pressed', String(button.dataset.themeChoice === now))
  }
  document.dispatchEvent(new CustomEvent('themechange'))
}

export function setUpTheme(): void {
  document.addEventListener('click', event => {
    const button = (event.target as Element).closest<HTMLElement>('[data-theme-choice]')
    if (!button) return
    localStorage.setItem('theme', button.dataset.themeChoice ?? 'auto')
    apply()
  })
  system.addEventListener('change', apply)
  apply()
}

/** Runs in the head before the first paint, so that a dark room isn't lit by a white flash. */
const chosen = localStorage.getItem('theme')
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.dataset.bsTheme = dark ? 'dark' : 'light'
if (new URLSearchParams(location.search).get('view') === 'screen') document.documentElement.classList.add('meeting')

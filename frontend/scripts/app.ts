/** On every page: htmx as the layout configures it, the frame, dialogs, forms, toasts, the theme. */
import htmx from 'htmx.org'
import { setUpAlive } from './alive'
import { setUpDialogs } from './dialogs'
import { setUpFigures } from './figures'
import { setUpForms } from './forms'
import { setUpLazy } from './lazy'
import { csrfToken, onContent } from './page'
import { setUpProgress } from './progress'
import { mount as mountQueue } from './queue'
import { setUpShell } from './shell'
import { setUpTheme } from './theme'
import { setUpToasts, toast } from './toasts'

Object.assign(window, { htmx })

document.addEventListener('htmx:configRequest', event => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail
  headers['X-CSRFToken'] = csrfToken()
})

const REFUSED: Record<number, string> = {
  401: '登录已过期，请刷新页面重新登录，未提交的内容请先复制保存。',
  403: '您没有办这件事的权限，数据没有变化。',
  404: '这条记录已经不在了，请刷新页面。',
  413: '文件太大，没有上传，请压缩后再传。',
  503: '系统暂时不能办理，这一步没有办成，页面上的内容不会丢，请稍后再试。',
}

// A session that has ended answers with the sign-in page: that is a page, not a fragment.
document.addEventListener('htmx:beforeSwap', event => {
  const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean; pathInfo: { finalRequestPath: string } }>
  const asked = new URL(detail.pathInfo.finalRequestPath, location.href).pathname
  const got = new URL(detail.xhr.responseURL, location.href)
  if (asked === got.pathname || !/^\s*<!doctype html/i.test(detail.xhr.responseText)) return
  detail.shouldSwap = false
  location.assign(got)
})

document.addEventListener('htmx:responseError', event => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail
  toast(REFUSED[xhr.status] ?? '系统出错，这一步没有办成，数据没有变化。请稍后再试。', 'error')
})
document.addEventListener('htmx:sendError', () => {
  toast('网络连不上，这一步没有办成。请检查网络后再试，页面上的内容不会丢。', 'error')
})

setUpTheme()
setUpShell()
setUpToasts()
setUpAlive()
setUpDialogs()
setUpFigures()
setUpForms()
setUpProgress()
setUpLazy()
// A key pressed as soon as the queue is seen must count, so its script doesn't come later than the page.
onContent(mountQueue)

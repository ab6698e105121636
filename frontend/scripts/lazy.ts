/** Brings in what a page needs only when it needs it: charts, the grid, choosers with search. */
import { onContent } from './page'

export function setUpLazy(): void {
  onContent(root => {
    if (root.querySelector('[data-chart]')) void import('./charts').then(module => module.mount(root))
    if (root.querySelector('[data-grid]')) void import('./grid').then(module => module.mount(root))
    if (root.querySelector('[data-check]')) void import('./checking').then(module => module.mount(root))
    if (root.querySelector('select[data-select]')) void import('./select').then(module => module.mount(root))
  })
}

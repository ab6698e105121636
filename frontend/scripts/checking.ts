/**
 * The figure check's result: a relation lights its figures in the text, a figure its relations.
 *
 * Without this the links between the two still lead from one to the other.
 */

const LIT = 'is-lit'

function lit(root: HTMLElement, rids: string[]): void {
  const marks = [...root.querySelectorAll<HTMLElement>('[data-relations]')]
  for (const mark of marks) {
    const own = mark.dataset.relations?.split(' ') ?? []
    mark.classList.toggle(LIT, own.some(rid => rids.includes(rid)))
  }
  for (const relation of root.querySelectorAll<HTMLElement>('[data-relation]')) {
    relation.classList.toggle(LIT, rids.includes(relation.dataset.relation ?? ''))
  }
}

/** What a filter hides can't be shown: then everything is. */
function reveal(root: HTMLElement, relation: HTMLElement | null): void {
  if (relation && relation.offsetParent === null) {
    const all = root.querySelector<HTMLInputElement>('#shown-all')
    if (all) all.checked = true
  }
  relation?.scrollIntoView({ block: 'nearest' })
}

export function mount(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-check]:not([data-ready])')) {
    place.dataset.ready = 'yes'
    // Filtering is no input that could be lost: the form asks only about notes.
    place.addEventListener('input', event => {
      if ((event.target as HTMLInputElement).type === 'radio') event.stopPropagation()
    })
    place.addEventListener('click', event => {
      const target = event.target as Element
      const mark = target.closest<HTMLElement>('[data-relations]')
      const relation = target.closest<HTMLElement>('[data-relation]')
      if (mark) {
        event.preventDefault()
        const rids = mark.dataset.relations?.split(' ') ?? []
        lit(place, rids)
        reveal(place, document.getElementById(rids[0] ?? ''))
      } else if (relation && !target.closest('details')) {
        lit(place, [relation.dataset.relation ?? ''])
        if (!target.closest('a')) place.querySelector(`.check-mark.${LIT}`)?.scrollIntoView({ block: 'nearest' })
      }
    })
  }
}

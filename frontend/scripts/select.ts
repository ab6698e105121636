/** Choosers with search over long lists: `<select data-select>`, one or many. */
import TomSelect from 'tom-select/base'
import removeButton from 'tom-select/plugins/remove_button/plugin.js'

TomSelect.define('remove_button', removeButton)

export function mount(root: ParentNode): void {
  for (const select of root.querySelectorAll<HTMLSelectElement>('select[data-select]:not(.tomselected)')) {
    new TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: '去掉' } } : {},
      maxOptions: 500,
      render: { no_results: () => '<div class="no-results">没有找到，换个字试试。</div>' },
    })
    // The label now belongs to the chooser; the select only carries the value.
    select.setAttribute('aria-hidden', 'true')
  }
}

/**
 * The grid of the monthly return: `components/grid.html` with its data in a JSON script.
 *
 * jspreadsheet gives the cells, the keyboard and the clipboard; here are the marks, the drafts, the
 * saving and what happens when the connection is lost or someone else saved first.
 */
import jspreadsheet from 'jspreadsheet-ce'
import { csrfToken, element } from '../page'
import { toast } from '../toasts'
import { keepDrafts, loadDrafts } from './drafts'
import { type Answer, type GridData, GridRow, plain, shown, type Value } from './model'

const OFFLINE = '网络连不上。您填的内容已存在本机，可以继续填，连上后会自动保存。'

type Sheet = jspreadsheet.WorksheetInstance

/** The state of a row stands before its columns, in sight however far one scrolls. */
const STATE = 0
const FIRST = 1
const NARROW = 700

class Grid {
  private readonly rows: GridRow[]
  private readonly columns
  private sheet!: Sheet
  private saving = false
  private again = false

  constructor(
    private readonly root: HTMLElement,
    data: GridData,
  ) {
    this.columns = data.columns
    this.rows = data.rows.map((row, index) => new GridRow(index, row, data.columns))
    this.draw(data)
    this.restore()
    this.listen()
    this.show()
  }

  private part(name: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(`[data-grid-${name}]`)
    if (!found) throw new Error(`the grid lacks its ${name}`)
    return found
  }

  private get storeKey(): string {
    return `grid:${this.root.dataset.storeKey ?? location.pathname}`
  }

  private draw(data: GridData): void {
    const narrow = window.innerWidth < NARROW
    const columns: jspreadsheet.Column[] = this.columns.map((column, index) => ({
      type: column.type === 'choice' ? 'dropdown' : 'text',
      title: column.title + (column.unit ? `\n${column.unit}` : ''),
      name: column.field,
      width: narrow && index === 0 ? 120 : (column.width ?? (column.type === 'number' ? 116 : 220)),
      align: column.type === 'number' ? 'right' : 'left',
      readOnly: column.readonly === true,
      ...(column.type === 'choice' && {
        source: (column.options ?? []).map(({ value, label }) => ({ id: value, name: label })),
      }),
    }))
    columns.unshift({ type: 'text', title: '状态', name: 'state', width: 96, align: 'left', readOnly: true })
    const place = this.part('place') as HTMLDivElement
    const sheets = jspreadsheet(place, {
      worksheets: [
        {
          data: this.rows.map(row => ['', ...this.columns.map(column => shown(column, row.value(column.field)))]),
          columns,
          freezeColumns: FIRST + (narrow ? 1 : this.frozen()),
          tableOverflow: true,
          tableWidth: '100%',
          // The browser's own layout sets the height: the style sheet says how much of the window.
          tableHeight: 'none',
          columnSorting: false,
          columnDrag: false,
          rowDrag: false,
          rowResize: false,
          allowInsertRow: false,
          allowManualInsertRow: false,
          allowDeleteRow: false,
          allowInsertColumn: false,
          allowManualInsertColumn: false,
          allowDeleteColumn: false,
          allowRenameColumn: false,
          allowComments: false,
          worksheetName: '月报',
          minDimensions: [columns.length, data.rows.length],
        },
      ],
      contextMenu: () => false as never,
      parseFormulas: false,
      allowExport: false,
      onchange: (_sheet, _cell, x, y, value) => this.changed(Number(x), Number(y), value),
      onafterchanges: () => this.show(),
      // Undoing is silent about the cells it changes: they are read again.
      onundo: () => this.reread(),
      onredo: () => this.reread(),
    } as jspreadsheet.SpreadsheetOptions)
    const sheet = sheets[0]
    if (!sheet) throw new Error('the grid did not come up')
    this.sheet = sheet
    place.querySelector('.jss_content')?.setAttribute('tabindex', '0')
    place.querySelector('table')?.setAttribute('aria-label', this.root.dataset.label ?? '月报填报表')
    for (const row of this.rows) {
      if (!row.locked) continue
      for (let x = 0; x < this.columns.length; x += 1) this.cell(FIRST + x, row.index)?.classList.add('readonly')
    }
  }

  /** Columns up to the first that can be filled stay in sight, at most two. */
  private frozen(): number {
    const first = this.columns.findIndex(column => !column.readonly)
    return first === -1 ? 1 : Math.min(2, first)
  }

  private cell(x: number, y: number): HTMLTableCellElement | null {
    return this.sheet.getCellFromCoords(x, y) as HTMLTableCellElement | null
  }

  private changed(x: number, y: number, raw: unknown): void {
    const column = this.columns[x - FIRST]
    const row = this.rows[y]
    if (!column || !row) return
    const value = plain(column, raw)
    if (value !== row.value(column.field)) row.set(column.field, value)
    const text = shown(column, value)
    if (text !== String(raw ?? '')) this.write(x, y, text)
  }

  private reread(): void {
    for (const row of this.rows) {
      this.columns.forEach((column, x) => {
        if (!column.readonly) this.changed(FIRST + x, row.index, this.sheet.getValueFromCoords(FIRST + x, row.index))
      })
    }
    this.show()
  }

  /** Writes into a cell without its being taken for input, or for something to undo. */
  private write(x: number, y: number, value: Value): void {
    const sheet = this.sheet as { ignoreHistory?: boolean }
    const owner = this.sheet.parent as { ignoreEvents?: boolean }
    const before = owner.ignoreEvents
    owner.ignoreEvents = sheet.ignoreHistory = true
    this.sheet.setValueFromCoords(x, y, value ?? '', true)
    sheet.ignoreHistory = false
    owner.ignoreEvents = before
  }

  private rewrite(row: GridRow): void {
    this.columns.forEach((column, x) => {
      const text = shown(column, row.value(column.field))
      if (text !== String(this.sheet.getValueFromCoords(FIRST + x, row.index) ?? '')) this.write(FIRST + x, row.index, text)
    })
  }

  private restore(): void {
    const drafts = loadDrafts(this.storeKey)
    let restored = 0
    for (const row of this.rows) {
      const draft = drafts[row.id]
      if (!draft || row.locked) continue
      row.restore(draft)
      if (row.dirty) restored += 1
      this.rewrite(row)
    }
    if (restored > 0) this.notice(`上次有${restored}行没有保存，已经恢复到表里，请核对后保存。`)
  }

  /**
   * jspreadsheet hears every key of the document. Here it hears them only while the focus is in the
   * grid; Tab leads into it, Escape leads out.
   */
  private keepKeysInside(): void {
    const place = this.part('place')
    const content = place.querySelector<HTMLElement>('.jss_content')
    const library = jspreadsheet as unknown as { current: Sheet | null }
    document.addEventListener('focusin', event => {
      if (place.contains(event.target as Node)) return
      this.sheet.resetSelection()
      library.current = null
    })
    content?.addEventListener('focus', () => {
      library.current = this.sheet
      if (this.sheet.getSelected()?.length) return
      const x = FIRST + Math.max(0, this.columns.findIndex(column => !column.readonly))
      this.sheet.updateSelectionFromCoords(x, 0, x, 0)
    })
    // An editor that closes leaves the focus on the body: the library's own mark tells where we are.
    document.addEventListener(
      'keydown',
      event => {
        const editing = place.querySelector('td.editor') !== null
        if (event.key === 'Escape' && library.current === this.sheet && !editing) this.part('status').focus()
      },
      { capture: true },
    )
  }

  private listen(): void {
    this.keepKeysInside()
    this.part('save').addEventListener('click', () => void this.save())
    // Before the library sees it: it would take Ctrl+S for its own export and complain.
    document.addEventListener(
      'keydown',
      event => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
          event.preventDefault()
          event.stopImmediatePropagation()
          // What is still being typed belongs to what is saved.
          if (this.sheet.edition) this.sheet.closeEditor(this.sheet.edition[0], true)
          void this.save()
        }
      },
      { capture: true },
    )
    window.addEventListener('online', () => void this.save())
    window.addEventListener('beforeunload', event => {
      if (this.rows.some(row => row.dirty)) event.preventDefault()
    })
    this.part('problems').addEventListener('click', event => {
      const button = (event.target as Element).closest<HTMLElement>('button[data-row]')
      const row = this.rows[Number(button?.dataset.row)]
      if (!button || !row) return
      if (button.dataset.settle) {
        row.settle(button.dataset.settle === 'mine')
        this.rewrite(row)
        this.show()
      } else {
        const x = FIRST + Number(button.dataset.column)
        this.cell(x, row.index)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
        this.sheet.updateSelectionFromCoords(x, row.index, x, row.index)
      }
    })
  }

  private notice(text: string, level = 'warning'): void {
    const place = this.part('notice')
    place.className = `notice notice-${level}`
    place.textContent = text
    place.hidden = text === ''
  }

  /** Brings marks, counts, drafts and the list of problems up to what the rows say. */
  private show(): void {
    const problems: HTMLElement[] = []
    for (const row of this.rows) this.mark(row, problems)
    const changed = this.rows.filter(row => row.dirty).length
    const wrong = this.rows.filter(row => Object.keys(row.errors()).length > 0).length
    const words = [changed ? `${changed}行未保存` : '全部已保存']
    if (wrong) words.push(`${wrong}行有错误`)
    this.part('status').textContent = this.saving ? '正在保存…' : words.join('，')
    ;(this.part('save') as HTMLButtonElement).disabled = changed === 0 || this.saving
    this.part('problems').replaceChildren(...problems)
    this.part('problems').hidden = problems.length === 0
    if (!keepDrafts(this.storeKey, this.rows)) {
      this.notice('这台电脑的浏览器不让存草稿，请及时保存，不要关闭页面。', 'error')
    }
  }

  private mark(row: GridRow, problems: HTMLElement[]): void {
    const errors = row.errors()
    const name = row.value(this.columns[0]?.field ?? '') ?? `第${row.index + 1}行`
    this.columns.forEach((column, x) => {
      const cell = this.cell(FIRST + x, row.index)
      if (!cell) return
      const error = errors[column.field]
      const theirs = row.theirs ? (row.theirs.values[column.field] ?? null) : null
      const both = row.theirs !== null && column.field in row.changes && theirs !== row.value(column.field)
      cell.classList.toggle('cell-changed', column.field in row.changes)
      cell.classList.toggle('cell-error', error !== undefined)
      cell.classList.toggle('cell-both', both)
      cell.title = error ?? (both ? `对方填的是：${theirs ?? '空'}` : (column.readonly ? (row.value(column.field) ?? '') : ''))
      if (error) problems.push(this.problem(row, x, `${name}，${column.title}：${error}`))
      if (both) problems.push(this.conflict(row, `${name}，${column.title}：我填${row.value(column.field) ?? '空'}，对方已存${theirs ?? '空'}`))
    })
    const state = row.theirs ? '两处都改了' : Object.keys(errors).length ? '有错误' : row.dirty ? '未保存' : row.stored.state_word
    const mark = this.cell(STATE, row.index)
    if (!mark) return
    if (mark.textContent !== state) this.write(STATE, row.index, state)
    mark.dataset.state = row.theirs || Object.keys(errors).length ? 'error' : row.dirty ? 'dirty' : row.stored.state
  }

  private problem(row: GridRow, x: number, text: string): HTMLElement {
    const go = element('button', { type: 'button', class: 'link-button', 'data-row': String(row.index), 'data-column': String(x) }, text)
    return element('li', {}, go)
  }

  private conflict(row: GridRow, text: string): HTMLElement {
    const button = (settle: string, words: string) =>
      element('button', { type: 'button', class: 'btn btn-sm', 'data-row': String(row.index), 'data-settle': settle }, words)
    return element('li', {}, `${text}　`, button('mine', '用我填的'), ' ', button('theirs', '用对方的'))
  }

  /** One save at a time; what changes meanwhile goes with the next. */
  private async save(): Promise<void> {
    if (this.saving) {
      this.again = true
      return
    }
    const sent = this.rows.filter(row => row.sendable).map(row => ({ row, values: { ...row.changes } }))
    if (sent.length === 0) return
    this.saving = true
    this.show()
    const answer = await this.post(sent.map(({ row, values }) => ({ id: row.stored.id, version: row.stored.version, values })))
    this.saving = false
    if (answer) {
      for (const { row, values } of sent) {
        const word = answer.rows.find(candidate => String(candidate.id) === row.id)
        if (!word) continue
        row.take(word, values)
        this.rewrite(row)
      }
      const left = this.rows.filter(row => row.dirty).length
      this.notice(answer.message ?? '')
      if (left === 0) toast(`已保存${sent.length}行。`, 'success')
      this.root.dispatchEvent(new CustomEvent('grid:saved', { bubbles: true, detail: { left } }))
    }
    this.show()
    if (this.again) {
      this.again = false
      void this.save()
    }
  }

  private async post(rows: { id: string | number; version: number; values: Record<string, Value> }[]): Promise<Answer | null> {
    let response: Response
    try {
      response = await fetch(this.root.dataset.saveUrl ?? '', {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken() },
        body: JSON.stringify({ rows }),
      })
    } catch {
      this.notice(OFFLINE)
      return null
    }
    const json = response.headers.get('Content-Type')?.includes('json') && !response.redirected
    // 409 and 422 carry rows as a success does: some were refused, and say why.
    if (json && (response.ok || response.status === 409 || response.status === 422)) {
      const answer = (await response.json()) as Partial<Answer>
      return { rows: answer.rows ?? [], ...(answer.message !== undefined && { message: answer.message }) }
    }
    const why =
      response.redirected || response.status === 401 || response.status === 403
        ? '登录已过期或没有权限，这些行没有保存。请另开一个页面登录，再回来点保存；内容已存在本机。'
        : '系统出错，这些行没有保存；内容已存在本机，请稍后再点保存。'
    this.notice(why, 'error')
    return null
  }
}

export function mount(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>('[data-grid]:not([data-ready])')) {
    const source = document.getElementById(place.dataset.grid ?? '')
    if (!source) continue
    place.dataset.ready = 'yes'
    new Grid(place, JSON.parse(source.textContent ?? '{}') as GridData)
  }
}

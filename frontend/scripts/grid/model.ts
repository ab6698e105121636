/**
 * The rows of a grid as this person left them: what is stored, what was changed, what is wrong.
 *
 * No page here: values in, values out. `GridData` is what the server puts on the page, `Answer` what
 * it says to a save. Figures travel as decimal strings.
 */

export type Value = string | null

export interface Column {
  field: string
  title: string
  unit?: string
  type: 'text' | 'number' | 'choice'
  readonly?: boolean
  width?: number
  options?: { value: string; label: string }[]
}

export interface Row {
  id: string | number
  version: number
  /** open, saved, error, conflict, locked: what the row may be and how it is marked. */
  state: string
  state_word: string
  values: Record<string, Value>
  errors?: Record<string, string>
}

export interface GridData {
  columns: Column[]
  rows: Row[]
}

export interface Answer {
  rows: Row[]
  /** A sentence about the whole, such as why nothing was saved. */
  message?: string
}

export interface Draft {
  version: number
  values: Record<string, Value>
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** A figure as typed or pasted, without separators and in plain digits; empty is null. */
export function plain(column: Column, raw: unknown): Value {
  const text = String(raw ?? '').trim()
  if (column.type !== 'number') return text || null
  const digits = text.normalize('NFKC').replace(/[\s,_]/g, '').replace(/^[−–—](?=\d)/, '-')
  return digits === '' || digits === '—' || digits === '-' ? null : digits
}

/** A value as its cell shows it: figures with thousands separators, as in every other table. */
export function shown(column: Column, value: Value): string {
  if (column.type !== 'number' || value === null || !NUMBER.test(value)) return value ?? ''
  const [whole = '', ...rest] = value.split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.')
}

export class GridRow {
  readonly changes: Record<string, Value> = {}
  /** What someone else stored meanwhile, until the person decides. */
  theirs: Row | null = null

  constructor(
    readonly index: number,
    public stored: Row,
    private readonly columns: Column[],
  ) {}

  get id(): string {
    return String(this.stored.id)
  }

  get dirty(): boolean {
    return Object.keys(this.changes).length > 0
  }

  get locked(): boolean {
    return this.stored.state === 'locked'
  }

  value(field: string): Value {
    return field in this.changes ? (this.changes[field] ?? null) : (this.stored.values[field] ?? null)
  }

  set(field: string, value: Value): void {
    if (value === (this.stored.values[field] ?? null)) delete this.changes[field]
    else this.changes[field] = value
    if (this.stored.errors) delete this.stored.errors[field]
  }

  /** What is wrong, by field: what can be seen here, then what the server said. */
  errors(): Record<string, string> {
    const found: Record<string, string> = { ...this.stored.errors }
    for (const column of this.columns) {
      const value = this.changes[column.field]
      if (column.type === 'number' && value && !NUMBER.test(value)) {
        found[column.field] = `要填数字${column.unit ? `，单位${column.unit}` : ''}；这里是“${value}”`
      }
      if (column.type === 'choice' && value && !column.options?.some(option => option.value === value)) {
        found[column.field] = `只能从列表里选；这里是“${value}”`
      }
    }
    return found
  }

  /** A row with figures that aren't numbers is not sent: the rest is. */
  get sendable(): boolean {
    return (
      this.dirty &&
      !this.theirs &&
      this.columns.every(column => {
        const value = this.changes[column.field]
        return column.type !== 'number' || !value || NUMBER.test(value)
      })
    )
  }

  draft(): Draft {
    return { version: this.stored.version, values: { ...this.changes } }
  }

  /** Takes back what was not saved; false where the stored row has changed since. */
  restore(draft: Draft): boolean {
    for (const [field, value] of Object.entries(draft.values)) {
      if (this.columns.some(column => column.field === field && !column.readonly)) this.set(field, value)
    }
    if (!this.dirty || draft.version === this.stored.version) return true
    this.theirs = this.stored
    return false
  }

  /** Takes in the server's word on this row; changes made while it was on its way are kept. */
  take(answer: Row, sent: Record<string, Value>): void {
    if (answer.state === 'conflict') {
      this.theirs = answer
      return
    }
    this.stored = { ...answer }
    const refused = new Set(Object.keys(answer.errors ?? {}))
    for (const [field, value] of Object.entries(sent)) {
      if (this.changes[field] === value && !refused.has(field)) delete this.changes[field]
    }
    for (const [field, value] of Object.entries(this.changes)) {
      if (value === (this.stored.values[field] ?? null)) delete this.changes[field]
    }
  }

  /** Settles a conflict: mine goes on top of theirs, or theirs stands. */
  settle(mine: boolean): void {
    if (!this.theirs) return
    this.stored = { ...this.theirs, state: 'open', errors: {} }
    this.theirs = null
    for (const field of Object.keys(this.changes)) {
      if (!mine || this.changes[field] === (this.stored.values[field] ?? null)) delete this.changes[field]
    }
  }
}

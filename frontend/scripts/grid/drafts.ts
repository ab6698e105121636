/** Unsaved input on this machine: it outlives a lost connection, a closed tab and a power cut. */
import type { Draft, GridRow } from './model'

type Drafts = Record<string, Draft>

export function loadDrafts(key: string): Drafts {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Drafts
  } catch {
    return {}
  }
}

/** False where the browser can't keep it: the page then says that the input is not safe. */
export function keepDrafts(key: string, rows: GridRow[]): boolean {
  const drafts: Drafts = {}
  for (const row of rows) if (row.dirty) drafts[row.id] = row.draft()
  try {
    if (Object.keys(drafts).length === 0) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(drafts))
    return true
  } catch {
    return false
  }
}

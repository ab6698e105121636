/**
 * Stands in for `@jspreadsheet/formula`, which carries no licence and evaluates what is pasted.
 * Returns are figures, not formulas: cells are never evaluated.
 */
export default function noFormula(): never {
  throw new Error('formulas are off')
}

export function mount(_root: ParentNode): void {}

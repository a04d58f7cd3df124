/** A graph: what several variants of one schema belong to. */
export type Graph = { readonly id: string; readonly title: string; readonly createdAt: Date };

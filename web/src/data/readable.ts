/** A value that can be read now and watched; `get` returns the same reference until the value changes. */
export interface Readable<T> {
  get(): T;
  subscribe(run: () => void): () => void;
}

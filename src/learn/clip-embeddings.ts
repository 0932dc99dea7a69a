import type { HostTensor } from "../runtime/engine.ts";

/** What a look made of each clip: the vectors of its two frames. */
export interface ClipEmbeddings {
  /** Of the earlier frames, a row a clip; empty where no objective embeds both frames. */
  readonly previous: readonly Float32Array[];
  readonly current: readonly Float32Array[];
}

/** The rows of a look's tensor [n, d], copied. */
export function rowsOf(tensor: HostTensor): readonly Float32Array[] {
  const [rows, columns] = tensor.shape as [number, number];
  const data = tensor.data as Float32Array;
  return Array.from({ length: rows }, (_, r) => data.slice(r * columns, (r + 1) * columns));
}

/**
 * Both frames' embeddings of each of the first `count` clips of a look, by the first objective that
 * publishes them (`<objective>/embedding` and `<objective>/previousEmbedding`).
 */
export function clipEmbeddings(
  looked: Readonly<Record<string, HostTensor>>,
  count: number,
): ClipEmbeddings {
  const name = Object.keys(looked).find(
    (n) => n.endsWith("/embedding") && looked[previousOf(n)] !== undefined,
  );
  if (name === undefined) return { previous: [], current: [] };
  return {
    previous: rowsOf(looked[previousOf(name)]!).slice(0, count),
    current: rowsOf(looked[name]!).slice(0, count),
  };
}

function previousOf(name: string): string {
  return name.replace(/\/embedding$/, "/previousEmbedding");
}

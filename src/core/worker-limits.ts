/**
 * Heap limits that every thread of this project starts with.
 *
 * A thread's youngest generation grows to 48 MB by itself before it is swept, and what it holds are
 * mostly handles of frames long gone, whose buffers stay with them. With eight threads that is
 * hundreds of megabytes of nothing. Swept at 6 MB the demo needs 60 MB less, at no speed lost.
 */
export const workerLimits = { maxYoungGenerationSizeMb: 6 } as const;

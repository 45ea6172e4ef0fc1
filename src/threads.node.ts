// `nalu/threads` in Node: workers for `learn` (`trainingThread`) and for `fit` (`fitThread`), to hand to them as `spawn`.

export { fitThread } from './search/threads.node.ts'
export { trainingThread } from './train/threads.node.ts'

// `nalu/threads` in pages: workers for `learn` (`trainingThread`) and for `fit` (`fitThread`), to hand to them as `spawn`.

export { fitThread } from './search/threads.web.ts'
export { trainingThread } from './train/threads.web.ts'

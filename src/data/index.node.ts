// `nalu/data` in Node: data sets that lie in files. Their parts and the formats themselves are in `nalu`.

export { type ReadMnistOptions, readMnist } from './mnist.node.ts'
export { type ReadTableFileOptions, readTable } from './read-table.node.ts'

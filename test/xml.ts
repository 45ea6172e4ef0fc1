// A strict XML reader for tests: throws at the first thing that is not well-formed.

import { SaxesParser } from 'saxes'

export interface XmlElement {
  readonly name: string
  readonly parent: XmlElement | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  /** All the text inside, that of children included. */
  text: string
}

/** The elements of a document in the order of their start tags, the root first. */
export function readXml(xml: string): readonly XmlElement[] {
  const elements: XmlElement[] = []
  const open: XmlElement[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const parent = open.at(-1)
    const element = { name, parent, attributes, children: [], text: '' }
    parent?.children.push(element)
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    for (const element of open) element.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(xml).close()
  return elements
}

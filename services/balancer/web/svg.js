// Drawing by name: what has the same key stays the same element, what is not drawn again goes.

const SVG = 'http://www.w3.org/2000/svg';

export class Drawing {
  /** @type {SVGSVGElement} */
  #svg;
  /** @type {Map<string, SVGElement>} */
  #layers = new Map();
  /** @type {Map<string, SVGElement>} */
  #nodes = new Map();
  /** @type {Set<string>} */
  #drawn = new Set();

  /** @param {SVGSVGElement} svg @param {readonly string[]} layers from back to front */
  constructor(svg, layers) {
    this.#svg = svg;
    for (const name of layers) {
      const layer = document.createElementNS(SVG, 'g');
      layer.setAttribute('class', name);
      svg.append(layer);
      this.#layers.set(name, layer);
    }
  }

  /** @param {number} width @param {number} height */
  begin(width, height) {
    this.#drawn.clear();
    set(this.#svg, 'viewBox', `0 0 ${Math.round(width)} ${Math.round(height)}`);
    set(this.#svg, 'height', String(Math.round(height)));
  }

  /**
   * @param {string} layer
   * @param {string} tag
   * @param {string} key
   * @param {Record<string, string | number>} attributes
   * @param {string} [text]
   */
  put(layer, tag, key, attributes, text) {
    let node = this.#nodes.get(key);
    if (node === undefined) {
      node = document.createElementNS(SVG, tag);
      this.#layers.get(layer)?.append(node);
      this.#nodes.set(key, node);
    }
    this.#drawn.add(key);
    for (const [name, value] of Object.entries(attributes)) {
      set(node, name, typeof value === 'number' ? String(Math.round(value * 10) / 10) : value);
    }
    if (text !== undefined && node.textContent !== text) node.textContent = text;
  }

  /** Removes what was not drawn since `begin`. */
  end() {
    for (const [key, node] of this.#nodes) {
      if (this.#drawn.has(key)) continue;
      node.remove();
      this.#nodes.delete(key);
    }
  }
}

/** @param {Element} node @param {string} name @param {string} value */
function set(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/* node calibre.mjs MODULES PORT FOLDER: click every call in calibre's viewer, which listens for a debugger on PORT.

Leaves: on standard output one JSON object (how many calls were clicked, and which did not show their note in a window), and
in FOLDER a picture of the first of these. */
import { createRequire } from 'node:module'
import path from 'node:path'

const [, , modules, port, folder] = process.argv
const puppeteer = createRequire(path.join(path.resolve(modules), 'x.js'))('puppeteer-core')
const wait = time => new Promise(resolve => setTimeout(resolve, time))
const found = { clicked: 0, wrong: [] }

const connected = async () => {
  for (let tries = 0; tries < 600; tries++) {
    try { return await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null }) }
    catch { await wait(100) }
  }
  throw new Error('calibre does not answer')
}

/* A frame comes and goes with its page: what cannot be asked has nothing to say. */
const ask = async (frame, question, ...given) => { try { return await frame.evaluate(question, ...given) } catch { return undefined } }

const browser = await connected()
const viewer = (await browser.pages()).find(page => page.url().startsWith('clbr://internal.invalid'))
const framed = () => viewer.frames().filter(frame => frame !== viewer.mainFrame())
const chapter = async () => {
  for (const frame of framed()) {
    const name = await ask(frame, () => document.querySelector('body > section')?.id)
    if (name) return { frame, name }
  }
}

const seen = new Set()
for (let still = 0; still < 12; still++) {
  const at = await chapter()
  if (!at) await viewer.keyboard.press('PageDown') // from the cover
  else {
    if (!seen.has(at.name)) {
      seen.add(at.name)
      still = 0
      const count = await at.frame.evaluate(() => document.querySelectorAll('a[role~=doc-noteref]').length)
      for (let number = 0; number < count; number++) {
        const wanted = await at.frame.evaluate(number => {
          const call = document.querySelectorAll('a[role~=doc-noteref]')[number]
          // calibre keeps where a link leads in data of its own
          const led = Object.values(call.dataset).find(value => value.startsWith('{'))
          const id = led ? JSON.parse(led).frag : call.getAttribute('href').split('#')[1]
          call.click()
          return document.getElementById(id)?.innerText.replace(/\s+/g, ' ').trim()
        }, number)
        found.clicked++
        const shows = async () => {
          for (const frame of framed())
            if (frame !== at.frame && (await ask(frame, () => document.body.innerText.replace(/\s+/g, ' ')))?.includes(wanted)) return true
        }
        let shown = false
        for (let tries = 0; wanted && !shown && tries < 100; tries++) { shown = await shows(); if (!shown) await wait(50) }
        if (!shown) found.wrong.push({ chapter: at.name, number, wanted })
        else if (found.clicked === 1) await viewer.screenshot({ path: path.join(folder, 'note-calibre.png') })
      }
    }
    // to the next file
    await ask(at.frame, () => document.documentElement.dispatchEvent(new KeyboardEvent('keydown',
      { key: 'PageDown', code: 'PageDown', ctrlKey: true, bubbles: true, cancelable: true })))
  }
  await wait(500)
}
await browser.disconnect()
console.log(JSON.stringify(found))

/* node reader.mjs MODULES BROWSER BOOK.epub FOLDER [PER]: read a book in foliate-js.

Enters: an EPUB. Leaves: on standard output one JSON object (how many calls were clicked; which opened no note
or another; what is cut off in a narrow column; colours of its own), and in FOLDER pictures of its pages
in light and dark, of type in one size and in twice that, in one column and in two. PER calls are clicked in each
file; by default all. */
import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const [, , modules, executablePath, book, folder, per = 'all'] = process.argv
const here = path.dirname(fileURLToPath(import.meta.url))
const puppeteer = createRequire(path.join(path.resolve(modules), 'x.js'))('puppeteer-core')
fs.mkdirSync(folder, { recursive: true })

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' }
const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const file = pathname === '/book.epub' ? book
    : pathname === '/' ? path.join(here, 'reader.html')
      : path.join(modules, path.normalize(decodeURIComponent(pathname)).replace(/^\/modules/, ''))
  fs.readFile(file, (error, data) => {
    response.writeHead(error ? (pathname === '/favicon.ico' ? 204 : 404) : 200,
      { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' })
    response.end(error ? undefined : data)
  })
}).listen(0, '127.0.0.1')
await new Promise(resolve => server.once('listening', resolve))

const LOOKS = [
  { name: 'light', dark: false, size: 100, columns: 1 },
  { name: 'dark', dark: true, size: 100, columns: 2 },
  { name: 'light-large', dark: false, size: 200, columns: 2 },
  { name: 'dark-large', dark: true, size: 200, columns: 1 },
]
/* What a page is made of besides paragraphs: of the first of each there are pictures. */
const KINDS = {
  verse: '.poem', quotation: 'blockquote', figure: 'figure', table: 'table', list: 'section > ul, section > ol',
  speech: '.speech', 'right-to-left': '[dir=rtl]', apparatus: '.apparatus', notes: '.notes:not(.apparatus)',
}
/* What Chromium remarks on how foliate-js shows any book; and what foliate-js 1.0.1 says when the window is laid out while
   a file is still on its way into it and has no root element: no file that has arrived is without one. */
const NOT_OF_THE_BOOK = [
  'An iframe which has both allow-scripts and allow-same-origin for its sandbox attribute can escape its sandboxing.',
  "TypeError: Cannot destructure property 'style' of 'el' as it is null.\n    at setStylesImportant ",
]
let dark
const seen = new Set()
const found = { sections: 0, clicked: 0, wrong: [], cut: [], colours: [], errors: [] }
// chromium refuses to start as root with its sandbox
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], headless: true })
try {
  const page = await browser.newPage()
  const heard = text => NOT_OF_THE_BOOK.some(known => text.startsWith(known)) || found.errors.push(text.slice(0, 300))
  page.on('pageerror', error => heard(String(error.stack ?? error)))
  // a file that cannot be opened is only warned of
  page.on('console', message => ['error', 'warn'].includes(message.type()) && heard(message.text()))
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  await page.waitForFunction('window.ready')
  found.sections = await page.evaluate(() => openBook('/book.epub'))
  const wait = () => new Promise(resolve => setTimeout(resolve, 100))
  const picture = name => page.screenshot({ path: path.join(folder, `${name}.png`) })
  const sections = [...Array(found.sections).keys()]

  // on a busy machine a page may not have come to rest yet: what is wrong must stay wrong
  const lasting = async judge => {
    let faults = []
    for (let tries = 0; tries < 30; tries++) {
      faults = await page.evaluate(judge)
      if (!faults.length) break
      await wait()
    }
    return faults
  }

  const dress = async ({ dark, size, columns }) => {
    await page.setViewport({ width: 420 * columns + 80, height: 760 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }])
    await page.evaluate(given => look(given), { size, columns })
  }

  await dress(LOOKS[0])
  for (const section of sections) {
    await page.evaluate(n => goTo(n), section)
    const count = await page.evaluate(() => calls())
    const last = Math.max(count - 1, 0), few = Math.min(Number(per), count)
    const chosen = per === 'all' ? [...Array(count).keys()]
      : [...new Set([...Array(few).keys()].map(n => Math.round(n * last / Math.max(few - 1, 1))))]
    for (const number of chosen) {
      const opened = await page.evaluate(n => click(n), number)
      found.clicked++
      if (!opened.right || !opened.text || opened.text !== opened.wanted) found.wrong.push({ section, ...opened })
      if (found.clicked === 1) await picture('note-light')
      await page.evaluate(() => closeNote())
    }
  }
  for (const given of LOOKS) {
    await dress(given)
    for (const section of sections) {
      await page.evaluate(n => goTo(n), section)
      await wait()
      if (given.dark && given.size === 100 && !dark && await page.evaluate(() => calls())) {
        dark = await page.evaluate(() => click(0))
        await wait()
        await picture('note-dark')
        await page.evaluate(() => closeNote())
      }
      const where = { section, look: given.name }
      for (const what of await lasting(() => overflowing())) found.cut.push({ ...where, what })
      for (const what of await lasting(() => colours())) found.colours.push({ ...where, what })
      if (section < 20) await picture(`${String(section).padStart(2, '0')}-${given.name}`)
      for (const [kind, selector] of Object.entries(KINDS)) {
        const name = `${kind}-${given.name}`
        if (seen.has(name) || !await page.evaluate((n, kind) => turnTo(n, kind), section, selector)) continue
        seen.add(name)
        await wait()
        await picture(name)
      }
    }
  }
} catch (error) { found.errors.push(String(error.stack ?? error).slice(0, 300)) } finally {
  await browser.close()
  server.close()
}
console.log(JSON.stringify(found))

// Asks DuckDB every question of a list, given as JSON on standard input, and prints the answers, tables of text, as another.
// There is no lock file: it would have to name the programs of all systems, and not every registry has them.
import { DuckDBInstance } from '@duckdb/node-api';

const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const connection = await (await DuckDBInstance.create()).connect();
await connection.run("SET TimeZone = 'UTC'");
const answers = [];
for (const sql of JSON.parse(Buffer.concat(input))) {
  const reader = await connection.runAndReadAll(sql);
  const rows = [reader.columnNames(), ...reader.getRowsJson()].map((row) => row.map((cell) => (cell === null ? 'NULL' : String(cell))));
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd();
  answers.push([line(rows[0]), widths.map((w) => '-'.repeat(w)).join('  '), ...rows.slice(1).map(line), ''].join('\n'));
}
console.log(JSON.stringify(answers));

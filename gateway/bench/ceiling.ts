import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// The least a router in JavaScript can do for the heavy answer: read the question, parse the answer once and write it once.
const { BODY = '', PORT } = process.env;
const text = readFileSync(BODY, 'utf8');

createServer((request, response) => {
  request.resume().on('end', () => {
    const body = JSON.stringify(JSON.parse(text));
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  });
}).listen(Number(PORT), '127.0.0.1');

// A multipart parser that is not ours: Node's own, behind Response.formData() (undici).
// Reads a line of JSON a form, {"contentType":…,"body":base64}, and answers each with a line
// {"undici":{"names":[…],"value":hex of the field "password"}} or {"undici":{"error":…}}.
import { createInterface } from 'node:readline';

async function parse({ contentType, body }) {
  try {
    const response = new Response(Buffer.from(body, 'base64'), { headers: { 'Content-Type': contentType } });
    const form = await response.formData();
    const value = form.get('password');
    if (typeof value !== 'string') return { error: 'not a text field' };
    return { names: [...form.keys()], value: Buffer.from(value, 'utf8').toString('hex') };
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify({ undici: await parse(JSON.parse(line)) }) + '\n');
}

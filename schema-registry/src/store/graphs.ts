import type { Db } from '@fiscal/kit';
import type { Graph } from '../domain/graph.ts';

type Row = { id: string; title: string; created_at: Date };

/** Adds a graph; gives false where there is one of that id already. */
export async function addGraph(db: Db, { id, title, createdAt }: Graph): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into graph (id, title, created_at) values ($1, $2, $3) on conflict do nothing',
    [id, title, createdAt],
  );
  return rowCount === 1;
}

/** The graph of this id. */
export async function graphById(db: Db, id: string): Promise<Graph | undefined> {
  const { rows } = await db.query<Row>('select id, title, created_at from graph where id = $1', [id]);
  return rows.map(toGraph)[0];
}

/** All graphs by id. */
export async function allGraphs(db: Db): Promise<readonly Graph[]> {
  const { rows } = await db.query<Row>('select id, title, created_at from graph order by id');
  return rows.map(toGraph);
}

function toGraph({ id, title, created_at }: Row): Graph {
  return { id, title, createdAt: created_at };
}

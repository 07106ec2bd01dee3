-- What one earned order must write at the least: the event under its unique key, two postings and
-- the member's balance. The measure that the HTTP path is compared with.
DROP TABLE IF EXISTS bare_posting, bare_event, bare_account CASCADE;
CREATE TABLE bare_account (
  id bigint PRIMARY KEY,
  balance bigint NOT NULL DEFAULT 0,
  moved_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE TABLE bare_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  program integer NOT NULL,
  key text NOT NULL,
  kind smallint NOT NULL,
  member bigint NOT NULL,
  body jsonb NOT NULL,
  known_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (program, key)
);
CREATE TABLE bare_posting (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event bigint NOT NULL REFERENCES bare_event,
  account bigint NOT NULL,
  amount bigint NOT NULL,
  expires_at timestamptz,
  known_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bare_posting_account ON bare_posting (account, id);
INSERT INTO bare_account (id) SELECT generate_series(1, :members);

CREATE OR REPLACE FUNCTION bare_earn(of integer, under text, who bigint, units bigint, told jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
  result bigint;
BEGIN
  INSERT INTO bare_event (program, key, kind, member, body) VALUES (of, under, 1, who, told)
  ON CONFLICT DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN
    SELECT balance INTO result FROM bare_account WHERE id = who;
    RETURN result;
  END IF;
  INSERT INTO bare_posting (event, account, amount, expires_at)
  VALUES (made, who, units, now() + interval '180 days'), (made, -1, -units, NULL);
  UPDATE bare_account SET balance = balance + units, moved_at = now() WHERE id = who
  RETURNING balance INTO result;
  RETURN result;
END $$;
VACUUM ANALYZE;

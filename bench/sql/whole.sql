-- Everything that Kopilka writes for one earned order, in Kopilka's own tables, by one function.
DROP FUNCTION IF EXISTS whole_earn;
CREATE FUNCTION whole_earn(under text, who bigint, units bigint, told text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  shop bigint := (SELECT id FROM merchants_merchant LIMIT 1);
  account bigint;
  entry bigint;
  result bigint;
BEGIN
  INSERT INTO plumbing_idempotency (merchant_id, key, digest, answer, created_at)
  VALUES (shop, under, repeat('0', 64), told, now()) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 0; END IF;
  INSERT INTO ledger_member_state (member_id, merchant_id, tier, standing)
  VALUES (who, shop, '', '') ON CONFLICT (member_id) DO UPDATE SET next_change_at = now();
  INSERT INTO ledger_account (merchant_id, member_id, wallet, available, pending, held, debt,
    earned, next_lot, entries)
  VALUES (shop, who, 'points', units, 0, 0, 0, units, 2, 1)
  ON CONFLICT (merchant_id, member_id, wallet) DO UPDATE SET
    available = ledger_account.available + units, earned = ledger_account.earned + units,
    next_lot = ledger_account.next_lot + 1, entries = ledger_account.entries + 1
  RETURNING id, id << 24 | entries, available INTO account, entry, result;
  INSERT INTO activity_snapshot (merchant_id, key, body, digest, revision, applied, known_at)
  VALUES (shop, 'main/' || under, told, repeat('0', 64), '', true, now());
  INSERT INTO activity_order (merchant_id, member_id, key, shop, order_id, state, placed_at,
    paid_at, total, counted_at, spend, counted_orders, earned, record, shortfall, known_at)
  VALUES (shop, who, 'main/' || under, 'main', under, 'paid', now(), now(), 12345, now(), 12345, 1,
    '{"points":300}', told, 0, now());
  INSERT INTO ledger_entry (id, account_id, merchant_id, member_id, wallet, kind, at, known_at,
    cause_kind, cause_key, cause_number, version, why)
  VALUES (entry, account, shop, who, 'points', 'earned', now(), now(), 'order', 'main/' || under, 1,
    1, told);
  INSERT INTO ledger_posting (entry_id, merchant_id, source, destination, amount)
  VALUES (entry, shop, 'issued', 'available', units);
  INSERT INTO ledger_allocation (entry_id, lot_id, merchant_id, amount)
  VALUES (entry, entry, shop, units);
  INSERT INTO ledger_lot (id, account_id, merchant_id, number, amount, remaining, earned_at,
    matured_at, expires_at, order_key, rule, version, lapsed)
  VALUES (entry, account, shop, entry & 16777215, units, units, now(), now(),
    now() + interval '180 days', 'main/' || under, '', 1, 0);
  INSERT INTO plumbing_outbox (merchant_id, topic, subject, body, created_at, status, tries, due_at,
    problem)
  VALUES (shop, 'points.earned', 'm', told, now(), 'waiting', 0, now(), '');
  RETURN result;
END $$;

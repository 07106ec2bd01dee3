\set who random(1, :members)
SELECT balance FROM bare_account WHERE id = :who;

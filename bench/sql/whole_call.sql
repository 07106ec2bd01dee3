\set key random(1, 9000000000000000000)
\set who random(:first, :last)
\set units random(1, 500)
SELECT whole_earn(:key ::text, :who, :units, '{"order":"o-1","total":12345,"currency":"EUR","lines":[{"sku":"a","quantity":1,"amount":5000,"category":"shoes"},{"sku":"b","quantity":2,"amount":6000,"category":"books"},{"sku":"c","quantity":1,"amount":1345,"category":"gifts"}]}');

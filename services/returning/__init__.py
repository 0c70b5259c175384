"""收回扫描件: papers that were printed here, signed outside and scanned again, find their records by the code on them."""

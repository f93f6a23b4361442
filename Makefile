# Everything sets itself up. PORT, DATA_DIR, DATABASE_URL and HPG_MODE: see README.md.
.PHONY: run install test check attack crash bench-quick

run:
	@.ci/with-python .ci/setup.py run
	@.venv/bin/python manage.py serve

# For a server whose own account may not write here: see README.md.
install:
	@.ci/with-python .ci/setup.py run
	@.venv/bin/python -m compileall -q -j 0 labs tracker .venv/lib

test:
	@.ci/with-python .ci/setup.py test
	@.venv/bin/python .ci/test.py

check:
	@.ci/with-python .ci/setup.py test
	@.venv/bin/python .ci/check.py

attack:
	@.ci/with-python .ci/setup.py attack
	@.venv/bin/python .ci/attack.py

crash:
	@.ci/with-python .ci/setup.py test
	@.venv/bin/python .ci/crash.py

bench-quick:
	@.ci/with-python .ci/setup.py test
	@.venv/bin/python -m benchmarks --sizes 10k,100k --rounds 5

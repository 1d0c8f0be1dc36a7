# Two commands do everything on a fresh machine: `make run` and `make test`.
PORT ?= 8000
export SITE_URL ?= http://127.0.0.1:$(PORT)
unexport PYTHONDONTWRITEBYTECODE # images of containers set it: each process of the tests would compile all it imports
PY := .venv/bin/python
# Two cores, three processes: the third works while a browser or a child process of another is waited for.
PYTEST := $(PY) -m pytest -n 3 --dist loadscope
TEST_URL := http://127.0.0.1:8000

.PHONY: run test long check bench pictures verapdf lock clean

run: ## Serve the site with its whole content on http://127.0.0.1:$(PORT)
	@.ci/prepare run
	@$(PY) manage.py prepare
	@exec $(PY) manage.py serve --port $(PORT)

test: ## Run the tests on SQLite and in a real browser, long modules in turns; then what the engine may decide on PostgreSQL
	@.ci/prepare test
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .
	@SITE_URL=$(TEST_URL) $(PYTEST)
	@SITE_URL=$(TEST_URL) .ci/on-postgresql $(PYTEST)

long: ## Every long form whole, the coverage of the code with that of its child processes; takes about half an hour more
	@.ci/prepare test
	@echo "Beyond make test: samples whole, examples many and at random, documents laid out anew, all that asks a database"
	@echo "on PostgreSQL too, coverage with its floor."
	@$(PY) -m coverage erase
	@LONG=1 SITE_URL=$(TEST_URL) $(PY) -m coverage run -m pytest -n 2 --dist loadscope
	@$(PY) -m coverage combine --quiet && $(PY) -m coverage report
	@LONG=1 SITE_URL=$(TEST_URL) .ci/on-postgresql $(PYTEST)

check: ## Lint code, templates and imports
	@.ci/prepare test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates dts_platform/templates --lint
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run

bench: ## Print the project's own measures, as ratios in one run
	@.ci/prepare test
	@$(PY) manage.py prepare >/dev/null
	@$(PY) manage.py bench
	@$(PY) manage.py bench_finder
	@$(PY) manage.py bench_http
	@$(PY) manage.py bench_room
	@.ci/on-postgresql $(PY) manage.py bench_finder
	@.ci/on-postgresql sh -c '$(PY) manage.py prepare >/dev/null && exec $(PY) manage.py bench_http'

pictures: ## Draw again the pictures that the documents are compared with: look at them before you commit
	@.ci/prepare test
	@REDRAW=1 $(PY) -m pytest tests/whole/test_pictures.py -k matches_its_stored_picture

verapdf: ## Have one document of each kind judged by veraPDF, a second opinion to the validator of the tests
	@.ci/prepare test
	@.ci/verapdf

lock: ## Resolve the dependencies again, with hashes and without addresses
	@.ci/prepare test
	@$(PY) -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --no-header --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## Forget the database, the documents and the environment
	rm -rf var .venv

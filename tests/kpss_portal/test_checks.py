"""What the portal says about its machine."""

from types import SimpleNamespace

from kpss_portal import checks


def test_machine_with_pdf_libraries_is_not_warned():
    assert checks.pdf_libraries(None) == []


def test_missing_pdf_libraries_are_named_with_their_packages(monkeypatch):
    monkeypatch.setattr(checks, "PDF_LIBRARIES", ("libnot-here.so.0",))

    (warning,) = checks.pdf_libraries(None)

    assert warning.id == "kpss_portal.W001"
    assert "libnot-here.so.0" in warning.msg
    assert warning.hint == ("Run: sudo apt-get install --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0")


def test_uncollected_static_files_are_told(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    told = [warning.id for warning in checks.static_files_collected(None)]
    (tmp_path / "staticfiles.json").write_text("{}")

    assert told == ["kpss_portal.W002"]
    assert checks.static_files_collected(None) == []


def test_uncompiled_catalogue_is_told(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    told = [warning.id for warning in checks.catalogue_compiled(None)]
    (tmp_path / "cs/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "cs/LC_MESSAGES/django.mo").touch()

    assert told == ["kpss_portal.W003"]
    assert checks.catalogue_compiled(None) == []


def test_public_server_left_at_defaults_is_told(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "portal@localhost"
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="sqlite"))

    told = [warning.id for warning in checks.public_server_settings(None)]

    assert told == ["kpss_portal.W004", "kpss_portal.W005", "kpss_portal.W007", "kpss_portal.W006"]


def test_public_server_well_set_is_not_told(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL, settings.REQUIRE_MFA = "portal@litomerice.cz", True
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="postgresql"))

    assert checks.public_server_settings(None) == []

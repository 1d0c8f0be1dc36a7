"""The fiches and the manual online, and their documents."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dts_platform.core.finder import typing
from dts_platform.core.fraicheur import page_de_contenu
from dts_platform.core.search import mirror
from dts_platform.core.search.mirror import A_PAGE
from dts_platform.core.telechargement import FOR_EVER, download, not_modified
from dts_platform.models import RechercheVaine
from experiences.models import Experience
from fiches import bibliotheque
from fiches import editions as les_editions
from fiches.atelier import Atelier
from fiches.croisements import Matrice
from fiches.downloads import EPUB, PDF, serve, serve_by_digest, serve_made
from fiches.filters import find
from fiches.lecture import PageDeFiche
from fiches.models import Fiche
from fiches.selection import AU_PLUS, Selection, adresse_d_une_liste


@page_de_contenu
def liste(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.contenu)
    if finder.sans_reponse and not typing(request):
        RechercheVaine.objects.note(finder.texte)
    contexte = {
        "finder": finder,
        "matrice": Matrice.of(finder, finder.adresse),
        "livret": adresse_d_une_liste(finder) if finder.total and (finder.choix or finder.texte) else "",
        "livret_au_plus": AU_PLUS,
    }
    return render(request, "fiches/liste.html", contexte)


def page_de_fiche(request: HttpRequest, objet: Fiche) -> HttpResponse:
    """The page of a fiche, published or previewed."""
    return render(
        request,
        "fiches/fiche.html",
        vars(PageDeFiche.of(Fiche.objects.with_path().get(pk=objet.pk), mirror.current())),
    )


@page_de_contenu
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    page = request.contenu.remember(("fiche", slug), lambda: PageDeFiche.read(slug, request.contenu), A_PAGE)
    return render(request, "fiches/fiche.html", vars(page))


def page_d_etat(view: Callable) -> Callable:
    """A view whose page also says in what state files are: content alone does not validate it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        reponse = page_de_contenu(view)(request, *args, **kwargs)
        del reponse["ETag"]
        return reponse

    return wrapped


@page_d_etat
def manuel(request: HttpRequest) -> HttpResponse:
    return render(request, "fiches/manuel.html", {"courante": les_editions.Courante.read()})


@page_d_etat
def editions(request: HttpRequest) -> HttpResponse:
    contexte = {"courante": les_editions.Courante.read(), "figees": les_editions.EditionFigee.all()}
    return render(request, "fiches/editions.html", contexte)


def edition_fichier(request: HttpRequest, slug: str, nom: str) -> HttpResponse:
    """A frozen file: the same bytes for ever, or a page that says that they are damaged."""
    fichier = les_editions.find_file(slug, nom)
    if fichier is None:
        raise Http404
    etag, sorte = f'"{fichier.sha256}"', EPUB if nom.endswith(".epub") else PDF
    if inchange := not_modified(request, etag, FOR_EVER):
        return inchange
    octets = les_editions.read_file(fichier)
    if octets is None:
        return render(request, "fiches/edition_abimee.html", {"fichier": fichier}, status=503)
    return download(request, octets, les_editions.file_name(fichier), sorte, etag, FOR_EVER)


def manuel_pdf(request: HttpRequest) -> HttpResponse:
    return serve(request, bibliotheque.manuel_pdf())


def manuel_epub(request: HttpRequest) -> HttpResponse:
    return serve(request, bibliotheque.manuel_epub())


def fiche_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return serve(request, bibliotheque.fiche_pdf(get_object_or_404(Fiche.objects.published(), slug=slug)))


def outil_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    objet = get_object_or_404(Fiche.objects.published().select_related("outil"), slug=slug)
    if not hasattr(objet, "outil") or not objet.outil.imprimable:
        raise Http404
    return serve(request, bibliotheque.outil_pdf(objet))


def experience_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return serve(request, bibliotheque.experience_pdf(get_object_or_404(Experience.objects.published(), slug=slug)))


def document(request: HttpRequest, sha256: str, nom: str) -> HttpResponse:
    return serve_by_digest(request, sha256, nom)


def fiche_par_numero(request: HttpRequest, numero: int) -> HttpResponse:
    """The short address that the brochure prints."""
    return redirect(get_object_or_404(Fiche.objects.published().only("slug"), numero=numero))


def plaquette_pdf(request: HttpRequest, imprimeur: bool = False) -> HttpResponse:
    return serve(request, bibliotheque.plaquette_pdf(imprimeur))


@page_de_contenu
def _selection(request: HttpRequest) -> HttpResponse:
    atelier = Atelier.of(request.GET, request.contenu)
    if atelier.ailleurs:
        return redirect(atelier.ailleurs)
    pages = bibliotheque.pages_du_livret(atelier.selection)
    contexte = {"atelier": atelier, "selection": atelier.selection, "pages": pages}
    return render(request, "fiches/selection.html", contexte)


def selection(request: HttpRequest) -> HttpResponse:
    """The reader's booklet. Its number of pages comes from a stored document, so content alone does not validate it."""
    reponse = _selection(request)
    del reponse["ETag"]
    return reponse


def selection_pdf(request: HttpRequest, plie: bool = False) -> HttpResponse:
    choix = Selection.current(request.GET, mirror.current())
    if not choix:
        return redirect(choix.adresse())
    plan = bibliotheque.livret(choix)
    if plie:
        return serve_made(request, "livret-a-plier.pdf", f"{plan.etat}-a5", lambda: bibliotheque.folded(plan))
    return serve_made(request, "livret.pdf", plan.etat, lambda: plan.render()[0].octets)


def selection_epub(request: HttpRequest) -> HttpResponse:
    choix = Selection.current(request.GET, mirror.current())
    if not choix:
        return redirect(choix.adresse())
    etat = bibliotheque.livret(choix).etat
    return serve_made(request, "livret.epub", f"{etat}-epub", lambda: bibliotheque.livret_epub(choix))

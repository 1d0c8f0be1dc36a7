"""The forms of texts as editors work on them: each save kept as a version, acts as buttons, live texts changed by proposal."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from dts_platform.desk import history
from dts_platform.desk.acts import ACTS, Words, act_asked, acts_on
from dts_platform.desk.copies import Overtaken, Refused, copy_of, rename_copies
from dts_platform.desk.lists import MineFilter, change_in_progress, with_state_of_copies
from dts_platform.desk.pages import act_on, compare
from dts_platform.desk.preview import PRINTERS, page_of, pdf_of
from dts_platform.desk.telling import form_of, name_of
from dts_platform.desk.transitions import elsewhere
from dts_platform.editorial.admin import FrameworkAdmin, PublishableAdmin
from dts_platform.editorial.given_back import give_back
from dts_platform.editorial.permissions import is_live, may_edit, may_propose
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.editorial.states import Statut
from dts_platform.editorial.versions import Version, record, root_of
from dts_platform.search import mirror
from dts_platform.web.addresses import absolute


class KeepsVersions:
    """An admin whose saves are kept: what the text said before, if nobody kept it yet, and what it says after."""

    def save_model(self, request, obj, form, change):
        if change:
            record(root_of(type(obj)._base_manager.get(pk=obj.pk)), None, Version.Nature.FOUND)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record(root_of(form.instance), request.user, Version.Nature.SAVED)
        self.kept(form.instance, request.user)

    def kept(self, obj, who) -> None:
        """What is still to be done once an account saved a row, or had it say again what it said."""

    def history_view(self, request, object_id, extra_context=None):
        """The versions of a text and what happened to it; two of them compared; an old one taken up again."""
        text = self.get_object(request, object_id)
        if text is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, text):
            raise PermissionDenied
        return history.page(self, request, text)


class RecordedAdmin(KeepsVersions, FrameworkAdmin):
    """The admin of what has versions and no state."""


def _as_now_named(request: HttpRequest) -> None:
    """Have a page show parts and families under their present names (`last_words`): the last known may be old here."""
    if request.method == "GET":
        mirror.current()


class DeskAdmin(KeepsVersions, PublishableAdmin):
    """The admin of a text with a state: it goes from hand to hand by buttons, and a working copy corrects what is live."""

    change_form_template = "admin/desk/change_form.html"

    def save_model(self, request, obj, form, change):
        if not change or (obj.auteur_id is None and obj.statut == Statut.BROUILLON):
            obj.auteur = request.user
        super().save_model(request, obj, form, change)
        if not obj.is_copy:
            rename_copies(obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form; what was sent from that of a live text, which holds none of its words, is given back once it is not live."""
        holds_no_word = request.method == "POST" and request.POST.keys().isdisjoint(self.words)
        text = self.get_object(request, object_id) if holds_no_word and object_id else None
        if text and not is_live(text):
            why = f"{elsewhere(text)} Rien n’a été enregistré."
            if answer := give_back(request, why, HTTPStatus.CONFLICT):
                return answer
            messages.error(request, why)
            return HttpResponseRedirect(form_of(text))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def response_add(self, request, obj, post_url_continue=None):
        return self._act(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._act(request, obj) or super().response_change(request, obj)

    def _act(self, request: HttpRequest, obj) -> HttpResponse | None:
        """Once the form is saved, do what the button asks; what cannot be done is told, and the save stays."""
        act = act_asked(request.POST)
        if act is None:
            return None
        words = Words.typed(request.POST)
        if act not in acts_on(obj, request.user):  # the state of a form may be an old one
            why = f" {elsewhere(obj)}" if obj.statut != act.state else ""
            messages.error(request, f"Enregistré, mais «\u202f{act.label}\u202f» n’est pas possible ici.{why}")
            self._give_back(request, words)
            return HttpResponseRedirect(form_of(obj))
        try:
            text = act.do(obj, request.user, words)
        except Overtaken:
            self._give_back(request, words)
            return HttpResponseRedirect(reverse(f"admin:{self._name('comparer')}", args=[obj.pk]))
        except Refused as refused:
            messages.error(request, f"Enregistré. {refused}")
            self._give_back(request, words)
            return HttpResponseRedirect(form_of(obj))
        messages.success(request, act.done)
        return HttpResponseRedirect(form_of(text or obj))

    def _give_back(self, request: HttpRequest, words: Words) -> None:
        """Show again the words that nobody has read, when what they went with was not done."""
        if words.message:
            messages.warning(request, f"Votre mot, à remettre\u202f: {words.message}")
        if words.told.sentence:
            messages.warning(request, f"Votre phrase pour les lecteurs, à remettre\u202f: {words.told.sentence}")

    def _links(self, request: HttpRequest, obj) -> list[tuple[str, PreviewLink]]:
        """The links that show this text without an account, with their addresses, for who may edit it."""
        if is_live(obj) or not may_edit(request.user, obj):
            return []
        found = PreviewLink.objects.of(obj).open().select_related("who").order_by("pk")
        return [(absolute(reverse("desk:preview", args=[link.token])), link) for link in found]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/acte/", view(self.act_view), name=self._name("acte")),
            path("<int:pk>/comparer/", view(self.compare_view), name=self._name("comparer")),
            *(
                [path("<int:pk>/apercu.pdf", view(self.preview_pdf), name=self._name("apercu_pdf"))]
                if self.model in PRINTERS
                else []
            ),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        return page_of(request, self._within_reach(request, pk))

    def preview_pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF as visitors would have it."""
        return pdf_of(request, self._within_reach(request, pk))

    @admin.display(description="aperçu")
    def preview_link(self, obj):
        links = super().preview_link(obj)
        if obj.pk is None or self.model not in PRINTERS:
            return links
        url = reverse(f"admin:{self._name('apercu_pdf')}", args=[obj.pk])
        return format_html('{} · <a href="{}" target="_blank" rel="noopener">Son PDF (nouvel onglet)</a>', links, url)

    def get_list_filter(self, request):
        return [MineFilter, *super().get_list_filter(request)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        _as_now_named(request)
        return super().get_form(request, obj, change, **kwargs)

    def get_list_display(self, request):
        _as_now_named(request)
        return [*super().get_list_display(request), change_in_progress]

    def get_search_results(self, request, queryset, search_term):
        texts, may_repeat = super().get_search_results(request, queryset, search_term)
        return with_state_of_copies(texts), may_repeat

    def act_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return act_on(self, request, self._within_reach(request, pk))

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return compare(self, request, self._within_reach(request, pk))

    def _within_reach(self, request: HttpRequest, pk: int):
        text = self.get_queryset(request).filter(pk=pk).first()
        if text is None or not self.has_view_permission(request, text):
            raise PermissionDenied
        return text

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"acts": [], "copy": None, "is_live": is_live(obj)}
        if obj is None:
            context["acts"] = [act for act in ACTS if act.state == Statut.BROUILLON]
        else:
            copy, returned = obj if obj.is_copy else copy_of(obj), history.last_word(obj)
            context |= {
                "acts": acts_on(obj, request.user),
                "copy": copy,
                "copy_author": copy and name_of(copy.auteur),
                "copy_since": copy and history.begun(copy),
                "copy_form": form_of(copy) if copy and copy != obj and may_edit(request.user, copy) else "",
                "returned": returned,
                "returned_by": returned and name_of(returned.who),
                "may_propose": copy is None and may_propose(request.user, obj),
                "may_take_over": obj.auteur_id != request.user.pk and not is_live(obj) and may_edit(request.user, obj),
                "links": self._links(request, obj),
                "act_url": reverse(f"admin:{self._name('acte')}", args=[obj.pk]),
            }
        is_draft = obj is None or obj.statut == Statut.BROUILLON
        context["save_label"] = "Enregistrer le brouillon" if is_draft else "Enregistrer"
        context["tells_readers"] = any(act.tells_readers for act in context["acts"])
        context["asks"] = next((act.asks for act in context["acts"] if act.asks), "")
        return super().render_change_form(request, context, add, change, form_url, obj)

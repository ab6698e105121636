"""Which templates are taken and which are refused: each refusal made by hand, from the default one."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from niubizi.documents.briefings import template as fields
from niubizi.documents.briefings.check import TemplateRefused, check_template
from niubizi.documents.briefings.layout import USED_BY_RENDERER
from niubizi.documents.briefings.package import pack
from niubizi.documents.briefings.template import build_default_template

DOCUMENT = "word/document.xml"
TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"
TITLE = "<w:t>{{ 标题 }}</w:t>"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def changed(part: str, old: str, new: str) -> bytes:
    """The default template with one thing replaced in one of its parts."""
    parts = unpacked(build_default_template())
    text = parts[part].decode()
    assert old in text
    return pack({**parts, part: text.replace(old, new).encode()})


def unpacked(template: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, data: bytes) -> bytes:
    return pack({**unpacked(build_default_template()), name: data})


def titled(text: str) -> bytes:
    """The default template with this beside its title."""
    return changed(DOCUMENT, TITLE, f"<w:t>{{{{ 标题 }}}}{text}</w:t>")


def with_field(instruction: str) -> bytes:
    return changed(
        DOCUMENT,
        TITLE,
        f'{TITLE}<w:fldChar w:fldCharType="begin"/>{instruction}<w:fldChar w:fldCharType="end"/>',
    )


def related(kind: str, target: str, mode: str = "External") -> bytes:
    relation = (
        f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )
    return changed(RELATIONS, "</Relationships>", f"{relation}</Relationships>")


def refusal(template: bytes) -> TemplateRefused:
    with pytest.raises(TemplateRefused) as caught:
        check_template(template)
    return caught.value


def test_the_default_template_is_taken() -> None:
    check_template(build_default_template())


def test_the_default_template_has_every_field() -> None:
    text = "".join(data.decode() for data in unpacked(build_default_template()).values())
    assert all(fields.field(name) in text for name in fields.FIELDS)


def test_the_default_template_has_every_style_that_is_used() -> None:
    names = {style.name for style in Document(io.BytesIO(build_default_template())).styles}
    assert names >= set(USED_BY_RENDERER)


def test_a_template_saved_again_is_taken() -> None:
    saved = io.BytesIO()
    Document(io.BytesIO(build_default_template())).save(saved)
    check_template(saved.getvalue())


def test_a_field_cut_into_runs_by_word_is_taken() -> None:
    cut = "<w:t>{</w:t></w:r><w:r><w:t>{ 标</w:t></w:r><w:r><w:t>题 }}</w:t>"
    check_template(changed(DOCUMENT, TITLE, cut))


def test_a_page_count_is_taken() -> None:
    check_template(with_field("<w:instrText> NUMPAGES </w:instrText>"))


def test_a_template_without_imprint_is_taken() -> None:
    document = Document(io.BytesIO(build_default_template()))
    document.element.body.remove(document.tables[0]._tbl)
    saved = io.BytesIO()
    document.save(saved)
    check_template(saved.getvalue())


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"%PDF-1.7",
        "关于重大项目的通报".encode("gb18030"),
        build_default_template()[:-200],
        pack({"a.txt": b"a"}),
        pack({TYPES: b"<Types", DOCUMENT: b"<w:document/>"}),
        pack({TYPES: b"<Types/>", DOCUMENT: b"<document/>"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        changed(TYPES, "wordprocessingml.document.main", "wordprocessingml.template.main"),
        changed(DOCUMENT, "<w:document ", '<!DOCTYPE x [<!ENTITY e "e">]><w:document '),
        changed(DOCUMENT, "</w:body>", ""),
    ],
    ids=[
        "nothing",
        "a PDF",
        "text",
        "half a file",
        "another zip",
        "broken content types",
        "no content types",
        "an old .doc",
        "a .dotx",
        "entities",
        "broken XML",
    ],
)
def test_what_is_no_word_document_is_refused(file: bytes) -> None:
    assert refusal(file).code == "not_docx"


def test_an_old_doc_is_told_from_rubbish() -> None:
    assert "旧版.doc" in refusal(b"\xd0\xcf\x11\xe0" + bytes(512)).message


def test_a_file_of_100_megabytes_is_refused() -> None:
    assert refusal(bytes(100 * 1024 * 1024)).code == "too_large"


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    assert refusal(with_part("word/media/image1.png", bytes(60 * 1024 * 1024))).code == "too_large"


def test_a_thousand_parts_are_refused() -> None:
    many = {f"word/media/{number}.png": b"" for number in range(1000)}
    assert refusal(pack({**unpacked(build_default_template()), **many})).code == "too_large"


@pytest.mark.parametrize(
    "template",
    [
        changed(TYPES, "wordprocessingml.document.main", "ms-word.document.macroEnabled.main"),
        changed(
            TYPES,
            "</Types>",
            '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
    ],
    ids=["a .docm", "a project of macros"],
)
def test_macros_are_refused(template: bytes) -> None:
    assert refusal(template).code == "macros"


@pytest.mark.parametrize(
    "name",
    ["word/embeddings/oleObject1.bin", "word/activeX/activeX1.bin", "word/media/a.svg", "a.exe"],
)
def test_embedded_programs_are_refused(name: str) -> None:
    assert refusal(with_part(name, b"MZ")).code == "embedded_object"


def test_a_chunk_of_another_format_is_refused() -> None:
    assert refusal(related("aFChunk", "chunk.xml", "Internal")).code == "embedded_object"


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "hyperlink", "frame"])
def test_links_to_the_outside_are_refused(kind: str) -> None:
    assert refusal(related(kind, "http://example.org/x")).code == "external_link"


def test_a_refused_link_is_named() -> None:
    assert "\\\\fileserver\\red.png" in refusal(related("image", "\\\\fileserver\\red.png")).message


@pytest.mark.parametrize(
    "instruction",
    [
        "<w:instrText>INCLUDETEXT c:\\\\secret.docx</w:instrText>",
        "<w:instrText>DDE</w:instrText><w:instrText>AUTO cmd</w:instrText>",
        '<w:instrText> hyperlink "http://example.org" </w:instrText>',
        "<w:instrText>DATE</w:instrText>",
    ],
)
def test_word_fields_that_fetch_or_change_are_refused(instruction: str) -> None:
    assert refusal(with_field(instruction)).code == "word_field"


@pytest.mark.parametrize("mark", ["ins", "del", "commentReference"])
def test_revisions_and_comments_are_refused(mark: str) -> None:
    assert refusal(changed(DOCUMENT, TITLE, f"{TITLE}<w:{mark}/>")).code == "unfinished"


@pytest.mark.parametrize(
    "expression",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 标题.__init__.__globals__ }}",
        "{{ 标题 * 1000000000 }}",
        "{{ range(10) }}",
        "{{ 标题|upper }}",
        "{{ cycler() }}",
        "{% for a in range(99999) %}{% endfor %}",
        "{% set a = 1 %}",
        "{%p if 标题 %}",
        "{{r 标题 }}",
        "{# 标题 #}",
        "{{",
        "{</w:t><w:t>% for a in 标题 %}",
    ],
)
def test_anything_but_a_fields_name_between_braces_is_refused(expression: str) -> None:
    assert refusal(titled(expression)).code == "expression"


def test_an_expression_in_a_footer_is_refused() -> None:
    template = changed("word/footer1.xml", "— <", "{{ 1 + 1 }}<")
    assert refusal(template).code == "expression"


def test_an_expression_in_the_properties_is_refused() -> None:
    template = changed("docProps/core.xml", "公文模板", "{{ 1 + 1 }}")
    assert refusal(template).code == "expression"


def test_an_expression_in_an_alternative_text_is_refused() -> None:
    template = changed(DOCUMENT, "<w:body>", '<w:body w:rsid="{{ 标题 }}">')
    assert refusal(template).code == "expression"


def test_a_misspelt_field_is_refused_by_name() -> None:
    assert "{{ 题目 }}" in refusal(titled("{{ 题目 }}")).message


def test_a_missing_field_is_named() -> None:
    assert "{{ 标题 }}" in refusal(changed(DOCUMENT, TITLE, "<w:t>通报</w:t>")).message


@pytest.mark.parametrize(
    "text", ["通报：{{ 正文 }}", "{{ 正文 }}{{ 正文 }}"], ids=["beside words", "twice"]
)
def test_a_field_of_paragraphs_stands_alone(text: str) -> None:
    assert refusal(changed(DOCUMENT, "{{ 正文 }}", text)).code == "block_field"


def test_a_field_of_paragraphs_stands_in_no_table() -> None:
    template = changed(DOCUMENT, "抄送：{{ 抄送 }}。", "{{ 正文 }}")
    assert refusal(template).code == "block_field"


def test_a_missing_style_is_named() -> None:
    template = changed("word/styles.xml", 'w:val="公文一级标题"', 'w:val="标题甲"')
    assert "公文一级标题" in refusal(template).message


def test_a_template_from_which_nothing_can_be_made_is_refused() -> None:
    grid = '<w:tblGrid><w:gridCol w:w="8844"/></w:tblGrid>'
    assert refusal(changed(DOCUMENT, grid, "")).code == "unusable"

"""A document that goes into its file page by page: ReportLab holds all pages until the end, and then once more as one string."""

from __future__ import annotations

from typing import IO, Any

from reportlab.pdfbase.pdfdoc import (
    PDFCrossReferenceTable,
    PDFDocument,
    PDFFile,
    PDFIndirectObject,
    PDFObjectReference,
    PDFPage,
    PDFStream,
    PDFTrailer,
)


class _Out(PDFFile):
    """Counts where each object begins, as ReportLab's own does, and keeps nothing."""

    def __init__(self, file: IO[bytes], version: tuple[int, int]) -> None:
        super().__init__(version)
        for head in self.strings:
            file.write(head)
        self.strings.clear()
        self.write: Any = file.write


class Streamed(PDFDocument):
    """Of a page that is written no more is kept than its number and where it stands."""

    # What the stubs leave out.
    _pdfVersion: tuple[int, int]  # noqa: N815 - ReportLab's name
    idToObject: dict[str, Any]  # noqa: N815 - likewise
    Catalog: Any
    Pages: Any
    Reference: Any

    def __init__(self, file: IO[bytes], **given: Any) -> None:
        super().__init__(**given)
        self._out = _Out(file, self._pdfVersion)

    def addPage(self, page: PDFPage) -> None:  # noqa: N802 - ReportLab's name
        name, known = self.thisPageName(), self.objectcounter
        super().addPage(page)
        self.Pages.pages[-1] = PDFObjectReference(name)
        self._write(name)
        for number in range(known + 1, self.objectcounter + 1):
            if isinstance(self.idToObject[self.numberToId[number]], PDFStream):
                self._write(self.numberToId[number])

    def format(self) -> bytes:
        """Write what is not written yet; gives back how the file ends."""
        self.Reference(self.Catalog)
        self.Reference(self.info)
        number = 0
        while (number := number + 1) in self.numberToId:  # to write one object may bring forth another
            if self.numberToId[number] not in self.idToOffset:
                self._write(self.numberToId[number])
        places = PDFCrossReferenceTable()
        places.addsection(0, [self.numberToId[one] for one in range(1, number)])
        begins = self._out.add(places.format(self))
        trailer = PDFTrailer(
            startxref=begins, Size=number, Root=self.Reference(self.Catalog), Info=self.Reference(self.info), ID=self.ID())  # fmt: skip
        return trailer.format(self)

    def _write(self, name: str) -> None:
        self.idToOffset[name] = self._out.add(PDFIndirectObject(name, self.idToObject[name]).format(self))
        if isinstance(self.idToObject[name], PDFPage | PDFStream):
            self.idToObject[name] = None

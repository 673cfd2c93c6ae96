"""Small files of each kind, made on the spot."""

import io
import zipfile

import pillow_heif
import pypdf
from PIL import Image


def pdf(pages=2, *, password=""):
    """A PDF with empty pages."""
    writer = pypdf.PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt(password)
    return written(writer.write)


def written(write):
    """What a function writes into a file."""
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def picture(kind="JPEG", size=(20, 10), *, mode="RGB", **options):
    """A picture in one colour."""
    image = Image.new(mode, size)
    return written(lambda file: image.save(file, kind, **options))


def photo_with_place():
    """A JPEG that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SpyPhone"
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=b"taken at home")


def heic():
    """A picture as phones take it."""
    return written(lambda file: pillow_heif.from_pillow(Image.new("RGB", (64, 64))).save(file))


def fax(pages=3):
    """A TIFF of several pages with a hidden description."""
    images = [Image.new("1", (30, 40), color=page % 2) for page in range(pages)]
    return written(
        lambda file: images[0].save(
            file, "TIFF", save_all=True, append_images=images[1:], tiffinfo={270: "taken at home"}
        )
    )


def zipped(members):
    """A ZIP of names and contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(**more):
    """The least that a Word document has."""
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", **more})


def scan(beginning=b"\0" * 128):
    """The least that a DICOM file has."""
    return beginning + b"DICM" + b"\x02\x00" * 20


def disc(**more):
    """A ZIP of a disc."""
    return zipped({"DICOMDIR": scan(), "DICOM/IM1": scan(), **more})

"""水表: received into the store, installed, and filed as a volume with its papers until it stands on the shelf."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.stories.desk import DeskOf, text_of


def test_a_meter_from_store_to_wall(desk_of: DeskOf) -> None:
    keeper = desk_of("meterstore")
    keeper.open("/meter/")
    taken = keeper.page.locator("td.w-name").first.inner_text()
    keeper.new("水表卡片")
    keeper.fill(表号=taken, 生产厂家="青禾仪表厂", 首次检定合格日期="2026-10-08")
    keeper.tick(口径="DN25")
    keeper.save_refused(表号=f"“表号”{taken} 已经登记过")
    expect(keeper.field("生产厂家")).to_have_value("青禾仪表厂")
    keeper.fill(表号="QH2026110001")
    number = keeper.save()
    keeper.state_is("在库")

    expect(keeper.page.get_by_role("link", name="装表", exact=True)).to_have_count(0)
    head = desk_of("head")
    head.find(number)
    head.do("装表")
    head.pick("用水客户", "和顺餐饮店", "和****")
    head.fill(接水点编号="JS-20261120-01", 装表位置="门厅东侧表井", 铅封号="Q-0918")
    head.press_now("装表日期")
    head.say("据旧台账补登")
    head.save()
    head.state_is("在用")
    head.reads("用水客户", "和****")
    keeper.find(number)
    paper = text_of(keeper.print())
    for words in (number, "水表卡片", "QH2026110001", "和****", "门厅东侧表井"):
        assert words in paper


def test_a_volume_and_its_papers(desk_of: DeskOf) -> None:
    archivist = desk_of("archivist")
    archivist.new("水表档案案卷目录")
    archivist.fill(案卷题名="和顺餐饮店水表档案")
    archivist.save_refused(接水点编号="请填写“接水点编号”")
    expect(archivist.field("案卷题名")).to_have_value("和顺餐饮店水表档案")
    archivist.fill(接水点编号="JS-20261120-01")
    archivist.pick("用水客户", "和顺餐饮店", "和****")
    volume = archivist.save()
    archivist.state_is("整理中")

    for title, kind, date, pages in (("用水申请表", "新水表安装", "20261001", "3"), ("供用水合同", "供用水合同", "20261019", "12")):
        archivist.find(volume)
        papers = archivist.page.locator("main .box").filter(has_text="卷内目录")
        archivist.follow(papers.get_by_role("link", name=re.compile("^(新建|卷内目录)$")))
        expect(archivist.field("案卷")).to_have_value("和顺餐饮店水表档案")
        archivist.fill(文件题名=title, 责任者="客户服务中心", 日期=date, 页数=pages)
        archivist.tick(文件种类=kind)
        archivist.save()

    archivist.find(volume)
    archivist.reads("总页数", "15")
    archivist.reads("起止日期", "20261001—20261019")
    archivist.do("入库上架")
    archivist.fill(档号="QH01-SB·2026-0001", 存放位置="一库3架2层5盒")
    archivist.save_refused(档号="档号与格式不符")
    archivist.fill(档号="")
    archivist.save()
    archivist.state_is("在库")

    clerk = desk_of("clerk")
    clerk.find(volume)
    clerk.reads("存放位置", "一库3架2层5盒")
    paper = text_of(archivist.print())
    for words in ("水表档案案卷目录", "和顺餐饮店水表档案", "QH01-SB·", "一库3架2层5盒"):
        assert words in paper

"""The six modes of cooperation: code and name as printed, in the order in which they are listed everywhere."""

MODES = {
    "resource_sharing": "资源共享",
    "talent_exchange": "人才交流",
    "platform_building": "平台联建",
    "joint_research": "联合攻关",
    "technology_transfer": "成果转化",
    "park_building": "园区共建",
}

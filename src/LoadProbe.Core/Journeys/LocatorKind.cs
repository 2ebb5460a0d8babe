namespace LoadProbe.Core;

/// <summary>The ways to find an element, the one a customer would use first.</summary>
public enum LocatorKind : byte
{
    Role,
    Label,
    Text,
    Placeholder,
    TestId,
    Css,
}

using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace LoadProbe.Probing;

/// <summary>Types that have a JSON form of their own, for instance an instant as text: the library writes and reads them.</summary>
internal static class WellKnownTypes
{
    private static readonly IReadOnlyDictionary<string, MessageDescriptor> All = new[]
    {
        Timestamp.Descriptor, Duration.Descriptor, FieldMask.Descriptor, Struct.Descriptor, Value.Descriptor, ListValue.Descriptor,
        BoolValue.Descriptor, BytesValue.Descriptor, DoubleValue.Descriptor, FloatValue.Descriptor, Int32Value.Descriptor, Int64Value.Descriptor,
        StringValue.Descriptor, UInt32Value.Descriptor, UInt64Value.Descriptor,
    }.ToDictionary(d => d.FullName);

    /// <summary>Null = it is none of them.</summary>
    public static MessageDescriptor? Of(MessageDescriptor type) => All.GetValueOrDefault(type.FullName);

    /// <exception cref="InvalidProtocolBufferException">The bytes are not of this type.</exception>
    /// <exception cref="InvalidOperationException">Its values have no JSON form, as an instant after the year 9999.</exception>
    public static string ToJson(MessageDescriptor type, byte[] bytes) => JsonFormatter.Default.Format(type.Parser.ParseFrom(bytes));

    /// <exception cref="InvalidProtocolBufferException">It is not the JSON form of this type.</exception>
    public static byte[] FromJson(MessageDescriptor type, string json) => JsonParser.Default.Parse(json, type).ToByteArray();
}
